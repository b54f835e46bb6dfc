"""The one place where verdicts are decided: a pure function of what a play has shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a play came out. The order is that of `worst`: what comes later outweighs what comes before."""

    NOT_APPLICABLE = "NOT_APPLICABLE"
    PASS = "PASS"  # noqa: S105  a verdict, no password
    NOT_RUN = "NOT_RUN"
    INCONCLUSIVE = "INCONCLUSIVE"
    FAIL = "FAIL"
    ERROR = "ERROR"


@dataclass(frozen=True)
class Cause:
    """The reason why a play did not pass: a code for programs, a line for people."""

    code: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that a verdict rests on."""

    completed: bool = False
    """The scenario came to its end."""
    met: int = 0
    """Validations of the scenario's own that were met; relayed and automatic ones do not count."""
    relayed: int = 0
    """Validations of the scenario's own that are true, but of content that plugfest had supplied to the CSMS."""
    relayed_passes: bool = True
    """Whether relayed validations alone make a case pass."""
    violated: tuple[str, ...] = ()
    """Required validations of the scenario that were violated, in words."""
    broken_rules: tuple[Cause, ...] = ()
    """The rules of schema, framing or Part 6 that the CSMS broke, anywhere in the case."""
    stopped: Cause | None = None
    """The reason why the play cannot go on."""
    csms_at_fault: bool = False
    """The stop is the CSMS's doing: an answer that never came, an order accepted and not carried out."""
    broke: str | None = None
    """plugfest itself broke: what happened."""
    paused: str | None = None
    """Our own process did not run for a while: what the CSMS did meanwhile shows nothing."""
    raised: str | None = None
    """The scenario could not handle what came: what happened."""
    not_applicable: Cause | None = None
    """A feature that is not claimed, or a refusal that the case allows and the CSMS declares."""

    @property
    def rests_on_relayed(self) -> bool:
        """Whether relayed validations are all the evidence that there is."""
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
        # What breaks a rule may well be what the scenario could not handle.
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
    """Return a case's verdict: that of its worst play."""
    order = list(Verdict)
    return max(verdicts, key=lambda each: order.index(each[0]))
