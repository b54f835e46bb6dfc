"""The catalogue of a suite: the facts of every case, from its `catalogue.csv`."""

import csv
from dataclasses import dataclass
from importlib.resources import files

from plugfest.scenarios.config.description import Claims


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


def read_catalogue(package: str) -> dict[str, Case]:
    """Read `catalogue.csv` of a suite's package: every case by its id, in the order of the document."""
    text = (files(package) / "catalogue.csv").read_text(encoding="utf-8")
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
