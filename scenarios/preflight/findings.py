"""The findings of a check, one at a time."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad a finding is."""

    FINE = "fine"
    NOTE = "note"
    """Worth knowing; a run can go on."""
    PROBLEM = "problem"
    """Cases will not be playable, or verdicts not to be trusted."""


@dataclass(frozen=True)
class Finding:
    """One thing that the check found out."""

    level: Level
    text: str
    toml: str = ""
    """The line to add to the CSMS's file, where that would help."""
    where: str = ""
    """The place in the file, if there is one."""
    details: str = ""
    """Details on demand: the ids of cases."""
