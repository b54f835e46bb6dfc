"""The findings of a check, one at a time."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """The severity of a finding."""

    FINE = "fine"
    NOTE = "note"
    """Information; a run is possible."""
    PROBLEM = "problem"
    """Some cases cannot be played, or verdicts are not reliable."""


@dataclass(frozen=True)
class Finding:
    """One result of the check."""

    level: Level
    text: str
    toml: str = ""
    """The line to add to the CSMS's file, if that would help."""
    where: str = ""
    """The place in the file, if there is one."""
    details: str = ""
    """Details on demand: the ids of cases."""
