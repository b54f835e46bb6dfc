"""What a check finds out, one thing at a time."""

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
    """What to add to the CSMS's file, where that would help."""
    where: str = ""
    """Where in the file it is, if it is there."""
    details: str = ""
    """What only somebody who asks for it wants to read: the ids of cases."""
