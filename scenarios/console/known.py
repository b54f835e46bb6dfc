"""Known failures: baseline entries that are written into the CSMS's file."""

from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

from plugfest.scenarios.config.baseline import failures
from plugfest.scenarios.config.problems import ConfigurationError
from plugfest.scenarios.config.read import read_description
from plugfest.scenarios.console.requests import Known


def entries(record: dict[str, Any], known: Known) -> str:
    """Return TOML that excuses every failure of a case; empty when there is none."""
    tables = []
    for failure in failures(record):
        table: dict[str, Any] = {"case": record["id"], "cause": failure.cause}
        if failure.validation is not None:
            table["validation"] = failure.validation
        table["reason"] = known.reason
        if known.link:
            table["link"] = known.link
        if known.until:
            table["until"] = date.fromisoformat(known.until)
        tables.append(table)
    return "\n".join(f"[[baseline]]\n{tomli_w.dumps(table)}" for table in tables)


def append(file: Path, toml: str) -> str | None:
    """Append entries to the CSMS's file; on failure leave the file unchanged and return the reason."""
    before = file.read_text(encoding="utf-8")
    file.write_text(f"{before.rstrip()}\n\n{toml}", encoding="utf-8")
    try:
        read_description(str(file))
    except ConfigurationError as error:
        file.write_text(before, encoding="utf-8")
        return str(error)
    return None
