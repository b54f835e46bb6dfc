"""Decides all verdicts: a pure function of the facts of a play."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec


class Verdict(StrEnum):
    """The verdict of a play. `worst` uses their order: a later one takes precedence over an earlier one."""

    NOT_APPLICABLE = "NOT_APPLICABLE"
    PASS = "PASS"  # noqa: S105  a verdict, no password
    NOT_RUN = "NOT_RUN"
    INCONCLUSIVE = "INCONCLUSIVE"
    FAIL = "FAIL"
    ERROR = "ERROR"


class Cause(msgspec.Struct, frozen=True):
    """The reason why a play did not pass: a code for programs, a line for people."""

    code: str
    text: str


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """The facts on which a verdict is based."""

    completed: bool = False
    """The scenario was completed."""
    met: int = 0
    """Met validations of the scenario itself, without relayed and automatic ones."""
    relayed: int = 0
    """Met validations of the scenario itself whose content plugfest had supplied to the CSMS."""
    relayed_passes: bool = True
    """Whether relayed validations alone make a case pass."""
    violated: tuple[str, ...] = ()
    """Violated required validations of the scenario, as texts."""
    broken_rules: tuple[Cause, ...] = ()
    """The rules of schema, framing or Part 6 that the CSMS broke, anywhere in the case."""
    stopped: Cause | None = None
    """The reason why the play cannot continue."""
    csms_at_fault: bool = False
    """The CSMS is responsible for the stop: it sent no answer, or did not perform an accepted order."""
    broke: str | None = None
    """The error of plugfest itself."""
    paused: str | None = None
    """The pause of our own process: the behaviour of the CSMS meanwhile is no evidence."""
    raised: str | None = None
    """The exception of a scenario that could not process a received message."""
    not_applicable: Cause | None = None
    """A feature that is not claimed, or a declared refusal that the case allows."""

    @property
    def rests_on_relayed(self) -> bool:
        """Return whether relayed validations are the only evidence."""
        return self.met == 0 and self.relayed > 0


def decide(facts: Facts) -> tuple[Verdict, Cause | None]:
    """Return the verdict of a play and its cause; the cause is None for PASS only."""
    if facts.broke is not None:
        return Verdict.ERROR, Cause("scenario-broke", facts.broke)
    if facts.not_applicable is not None:
        return Verdict.NOT_APPLICABLE, facts.not_applicable
    if facts.paused is not None:
        return Verdict.INCONCLUSIVE, Cause("process-paused", facts.paused)
    if facts.broken_rules:
        # The message that violates a rule may be the one that the scenario could not process.
        return Verdict.FAIL, facts.broken_rules[0]
    if facts.raised is not None:
        return Verdict.ERROR, Cause("scenario-broke", facts.raised)
    if facts.violated:
        return Verdict.FAIL, Cause("validation-violated", facts.violated[0])
    if facts.stopped is not None:
        return (Verdict.FAIL if facts.csms_at_fault else Verdict.INCONCLUSIVE), facts.stopped
    if not facts.completed:
        return Verdict.ERROR, Cause("scenario-broke", "the scenario neither came to its end nor said why it stopped")
    if facts.rests_on_relayed and not facts.relayed_passes:
        text = "all that was shown is content that plugfest itself had supplied to the CSMS's API (--no-relayed)"
        return Verdict.INCONCLUSIVE, Cause("relayed", text)
    if facts.met == 0 and facts.relayed == 0:
        return Verdict.ERROR, Cause(
            "nothing-checked", "the scenario came to its end and no validation of its own was met"
        )
    return Verdict.PASS, None


def worst(verdicts: Iterable[tuple[Verdict, Cause | None]]) -> tuple[Verdict, Cause | None]:
    """Return a case's verdict: the worst verdict of its plays."""
    order = list(Verdict)
    return max(verdicts, key=lambda each: order.index(each[0]))
