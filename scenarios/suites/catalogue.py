"""The catalogue of a suite: the facts of every case, from its `catalogue.csv`."""

from __future__ import annotations

import csv
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from plugfest.scenarios.config.profiles import FORMER_PROFILES

if TYPE_CHECKING:
    from plugfest.scenarios.config.description import Claims


class Case(NamedTuple):
    """The facts of one case."""

    id: str
    title: str
    use_cases: tuple[str, ...]
    requirements: tuple[str, ...]
    profiles: dict[str, str]
    """Certification profiles of Part 5 that it belongs to, with "M" (mandatory) or "C" (conditional)."""
    feature: str | None
    """The condition of a conditional case (Part 5): "C-13", "C-44 or NOT AQ-16", "R-0 and R-2"."""
    changed: str | None
    """The change of the case in the current edition, where it can change a verdict."""
    official: bool
    """False for cases that Part 6 does not have (any more): played only by name, and not counted in the 251."""

    @property
    def block(self) -> str:
        """The letter of its functional block."""
        return self.id[3]

    def not_claimed(self, claims: Claims) -> str | None:
        """Return why the case does not apply by the CSMS's claims (Part 5); None when it applies."""
        if self.profiles and not claims.profiles & self.profiles.keys():
            return f"the certification profile {' or '.join(self.profiles)} is not claimed"
        if self.feature and not claims.holds(self.feature):
            return f"the feature {self.feature} is not claimed"
        return None

    @property
    def former_profiles(self) -> list[str]:
        """Return the certification profiles of Edition 3 that are now features on which the case depends."""
        names = re.findall(r"[A-Z][\w.-]*", self.feature or "")
        return [profile for profile, feature in FORMER_PROFILES.items() if feature in names]


def read_catalogue(package: str) -> dict[str, Case]:
    """Read `catalogue.csv` of a suite's package: return every case by its id, in the order of the document."""
    text = Path(str(import_module(package).__file__)).with_name("catalogue.csv").read_text(encoding="utf-8")
    return {
        row["id"]: Case(
            id=row["id"],
            title=row["title"],
            use_cases=tuple(row["use_cases"].split()),
            requirements=tuple(row["requirements"].split()),
            profiles=dict(pair.rsplit(":", 1) for pair in row["profiles"].split()),
            feature=row["feature"] or None,
            changed=row["changed"] or None,
            official=row["official"] != "no",
        )
        for row in csv.DictReader(text.splitlines())
    }
