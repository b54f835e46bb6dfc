"""Reference lists: the verdicts that a CSMS is known to get, with the reason for each that is not PASS."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from plugfest.scenarios.suites.ocpp201_csms import SUITE

CITRINEOS = Path(__file__).parents[1] / "data" / "citrineos-1.8.3.toml"
VERDICTS = ("pass", "fail", "inconclusive", "not_applicable")


@dataclass(frozen=True)
class Reference:
    """A list, as its TOML file has it."""

    verdicts: Mapping[str, str]
    """Of every case of the catalogue."""
    reasons: tuple[tuple[tuple[str, ...], str, str], ...]
    """Cases, verdict and reason of all that is listed with one."""
    unsteady: Mapping[str, str]
    """Cases that may come out otherwise, with the cause."""


def read_reference(file: Path) -> Reference:
    """Read a list: tables of verdicts, their keys being cases; `otherwise` is the verdict of all that is not named."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    verdicts = dict.fromkeys(SUITE.cases, data.get("otherwise", "NOT_APPLICABLE"))
    reasons = []
    for table in VERDICTS:
        entries = data.get(table, {})
        for words, reason in ({entries: ""} if isinstance(entries, str) else entries).items():
            cases = tuple(f"TC_{word}_CSMS" for word in words.split())
            verdicts |= dict.fromkeys(cases, table.upper())
            if reason:
                reasons.append((cases, table.upper(), reason))
    unsteady = {f"TC_{case}_CSMS": cause for case, cause in data.get("unsteady", {}).items()}
    return Reference(verdicts, tuple(sorted(reasons)), unsteady)


def drift(reference: Reference, found: Mapping[str, str]) -> Iterator[str]:
    """Yield each case that was played and got another verdict than the list says."""
    for case, verdict in found.items():
        wanted = reference.verdicts[case]
        if verdict not in (wanted, "NOT_RUN"):
            known = f" (known to be unsteady: {reference.unsteady[case]})" if case in reference.unsteady else ""
            yield f"{case}: {wanted} in the reference list, now {verdict}{known}"


def table(reference: Reference) -> Iterator[str]:
    """Yield the list as the rows of a Markdown table."""
    for cases, verdict, reason in reference.reasons:
        yield f"| {', '.join(case.removesuffix('_CSMS') for case in cases)} | {verdict} | {reason} |"
