"""The header of a run's record: everything that is known before the first case."""

import platform
import uuid
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Final

from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.engine.case_record import now
from plugfest.scenarios.suites.suite import Suite

RULES: Final = 2
"""Version of the rules for verdicts: docs/verdict-changes.md describes each change. 0.1.0 had number 1."""
_VERSION: Final = version("plugfest")  # found in the files of the installation: before a case waits for it


def run_header(suite: Suite, description: CsmsDescription, options: Mapping[str, Any], configured: Any) -> Any:
    """Return the header of a run that begins now."""
    return {
        "kind": "header",
        "format": 1,
        "suite": suite.name,
        "run": str(uuid.uuid4()),
        "started": now(),
        "plugfest": _VERSION,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "rules": RULES,
        "edition": suite.edition,
        "errata": suite.errata,
        "csms": _system_under_test(description),
        "options": dict(options),
        "configured": configured,
        "secrets": "replaced",
    }


def _system_under_test(description: CsmsDescription) -> dict[str, Any]:
    return {
        "name": description.name,
        "description": "",
        "operator": str(description.operator.get("kind", "none")),
        "addresses": {str(number): address.url for number, address in description.addresses.items()},
        "claims": {
            "profiles": sorted(description.claims.profiles),
            "features": dict(description.claims.features),
            "questions": dict(description.claims.questions),
        },
        "configuration": description.source,
    }
