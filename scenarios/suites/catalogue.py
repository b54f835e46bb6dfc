"""The catalogue: the facts of every case, from `catalogue.csv`. What a case does stands in its scenario alone."""

import csv
import difflib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from plugfest.scenarios.config.description import PROFILES, Claims

EDITION = "OCPP 2.0.1 Edition 3, Part 6"
ERRATA = "2025-09"
BLOCKS = {
    "A": "Security",
    "B": "Provisioning",
    "C": "Authorization",
    "D": "LocalAuthorizationListManagement",
    "E": "Transactions",
    "F": "RemoteControl",
    "G": "Availability",
    "H": "Reservation",
    "I": "TariffAndCost",
    "J": "MeterValues",
    "K": "SmartCharging",
    "L": "FirmwareManagement",
    "M": "ISO_15118_CertificateManagement",
    "N": "Diagnostics",
    "O": "DisplayMessage",
    "P": "DataTransfer",
}
"""Functional blocks by letter, by the names of the results table."""


@dataclass(frozen=True)
class Case:
    """The facts of one case."""

    id: str
    title: str
    use_cases: tuple[str, ...]
    requirements: tuple[str, ...]
    profiles: dict[str, str]
    """Certification profiles of Part 5 that it belongs to, with "M" (mandatory) or "C" (conditional)."""
    feature: str | None
    """The feature of Part 5 that a conditional case depends on, such as "C-13" or "C-44 or NOT AQ-16"."""
    errata: tuple[str, ...]
    official: bool
    """False for cases that Part 6 has no table for: listed apart, and not counted in the 251."""

    @property
    def block(self) -> str:
        """The letter of its functional block."""
        return self.id[3]

    def not_claimed(self, claims: Claims) -> str | None:
        """Why the CSMS need not play it, by what it claims (Part 5); None when it has to."""
        if self.profiles and not claims.profiles & self.profiles.keys():
            return f"the certification profile {' or '.join(self.profiles)} is not claimed"
        if self.feature and not _claimed(self.feature, claims):
            return f"the feature {self.feature} is not claimed"
        return None


def _claimed(feature: str, claims: Claims) -> bool:
    """Evaluate "C-13" or "C-44 or NOT AQ-16"."""
    return any(
        not claims.feature(term[4:]) if term.startswith("NOT ") else claims.feature(term)
        for term in feature.split(" or ")
    )


@cache
def catalogue() -> dict[str, Case]:
    """Every case by its id, in the order of Part 6."""
    text = (files("plugfest.scenarios.suites.ocpp201_csms") / "catalogue.csv").read_text(encoding="utf-8")
    return {
        row["id"]: Case(
            id=row["id"],
            title=row["title"],
            use_cases=tuple(row["use_cases"].split()),
            requirements=tuple(row["requirements"].split()),
            profiles=dict(pair.rsplit(":", 1) for pair in row["profiles"].split()),
            feature=row["feature"] or None,
            errata=tuple(row["errata"].split()),
            official=row["official"] != "no",
        )
        for row in csv.DictReader(text.splitlines())
    }


class SelectionError(Exception):
    """A selection names what is not there; its text names what is near."""


def select(words: list[str]) -> list[str]:
    """The ids of the cases that these words name: a case, a block, a certification profile; none: all.

    `TC_B_21_CSMS`, `TC_B_21`, `b_21`, `B`, `core`. Raises SelectionError.
    """
    if not words:
        return list(catalogue())
    chosen: set[str] = set()
    for word in words:
        chosen |= _named(word)
    return [case for case in catalogue() if case in chosen]


def _named(word: str) -> set[str]:
    upper, lower = word.upper(), word.lower()
    if upper in BLOCKS:
        return {case.id for case in catalogue().values() if case.block == upper}
    if lower in PROFILES:
        return {case.id for case in catalogue().values() if lower in case.profiles}
    full = upper if upper.startswith("TC_") else f"TC_{upper}"
    full = full if full.endswith("_CSMS") else f"{full}_CSMS"
    if full in catalogue():
        return {full}
    near = _near(full, lower)
    nearest = f"; nearest: {', '.join(near)}" if near else ""
    raise SelectionError(f"{word} is no case, block or certification profile{nearest}")


def _near(full: str, lower: str) -> list[str]:
    """What may have been meant: cases of the same block by their numbers, else whatever is written likewise."""
    named = re.fullmatch(r"TC_([A-P])_?(\d{1,3})_CSMS", full)
    if named is not None:
        block = [case for case in catalogue() if case[3] == named[1]]
        return sorted(block, key=lambda case: abs(int(case[5:-5]) - int(named[2])))[:3]
    names = [*catalogue(), *PROFILES]
    return difflib.get_close_matches(full, catalogue(), 3, 0.8) or difflib.get_close_matches(lower, names, 3, 0.5)
