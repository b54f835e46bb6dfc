"""The request of a page, as JSON."""

from typing import Annotated, Literal

import msgspec

CaseId = Annotated[str, msgspec.Meta(pattern=r"^TC_[A-P]_\d{2,3}_CSMS$")]
Text = Annotated[str, msgspec.Meta(max_length=4000)]
MOST_WORKERS = 32


class StartRun(msgspec.Struct, forbid_unknown_fields=True):
    """Start a run."""

    cases: list[CaseId] = []
    workers: Annotated[int, msgspec.Meta(ge=1, le=MOST_WORKERS)] = 1
    strict: bool = False
    person: Annotated[str, msgspec.Meta(max_length=80)] = ""
    by_kind: bool = False
    """Play cases with the same first order one after the other."""
    resume: bool = False
    """Continue the last run."""
    times: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    """Play the cases again this many times, in addition to the last run; 0: a separate run."""


class ControlRun(msgspec.Struct, forbid_unknown_fields=True):
    """Control the run, or one running case."""

    action: Literal["pause", "resume", "stop", "more time", "break"]
    case: CaseId | None = None


class AnswerCard(msgspec.Struct, forbid_unknown_fields=True):
    """Answer a card."""

    answer: Literal["done", "refused", "cannot", "cannot all", "later", "again", "undo", "more time"]
    words: Text = ""


class Note(msgspec.Struct, forbid_unknown_fields=True):
    """Write a remark into a case's record."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]


class Known(msgspec.Struct, forbid_unknown_fields=True):
    """Excuse the failures of a case from now on."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
    link: Text = ""
    until: Annotated[str, msgspec.Meta(pattern=r"^(\d{4}-\d\d-\d\d)?$")] = ""


class Allow(msgspec.Struct, forbid_unknown_fields=True):
    """Remove a limit of the CSMS that was reported in this run."""

    what: Text
