"""The outcome of a play: the facts for its verdict, and its part of the record."""

from dataclasses import dataclass
from typing import Any

from plugfest.reports.validations import with_step
from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.engine.case_record import order_record, variant_label
from plugfest.scenarios.engine.ending import RULES, subject_of
from plugfest.scenarios.engine.verdict import Cause, Facts, Verdict
from plugfest.scenarios.language.cases import Variant
from plugfest.scenarios.operators.protocol import OperatorError


@dataclass
class Outcome:
    """The outcome of a play, collected step by step, so that it is complete even when the play is cancelled."""

    context: CaseContext | None = None
    completed: bool = False
    stopped: Stop | None = None
    raised: str | None = None
    paused: str | None = None
    csms_judged: bool = True

    def operator_failed(self, error: OperatorError) -> None:
        """Record that the operator could not prepare the station, or could not release it after the play."""
        if self.context is not None and (self.completed or self.stopped is not None):
            self.context.trace.note(f"the station could not be released: {error}")
        else:
            self.stopped = Stop("order-failed", str(error))

    def facts(self, strict: bool, no_relayed: bool = False) -> Facts:
        """Return the facts on which the verdict is based."""
        stopped = self.stopped
        cause = Cause(stopped.code, stopped.text) if stopped is not None else None
        if self.context is None:
            return Facts(stopped=cause, raised=self.raised, paused=self.paused)
        validations, trace, broke = self.context.validations.all, self.context.trace, None
        if trace.our_defects:
            entry, defect = trace.our_defects[0]
            broke = f"plugfest's own {subject_of(trace, entry)} breaks a rule: {defect.path}: {defect.text}"
        own = [v for v in validations if v["kind"] == "own"]
        violated = [v for v in own if v["outcome"] == "violated" and v["weight"] == "required"]
        return Facts(
            completed=self.completed,
            met=sum(v["outcome"] == "met" for v in own),
            relayed=sum(v["outcome"] == "relayed" for v in own),
            relayed_passes=not no_relayed,
            violated=tuple(with_step(v) for v in violated),
            broken_rules=self._broken_rules(strict) if self.csms_judged else (),
            stopped=cause,
            csms_at_fault=stopped is not None and stopped.csms_at_fault,
            broke=broke,
            raised=self.raised,
            paused=self.paused,
        )

    def _broken_rules(self, strict: bool) -> tuple[Cause, ...]:
        assert self.context is not None
        broken = [
            Cause(RULES[v["rule"]][0] if v["rule"] in RULES else "general-rule", with_step(v))
            for v in self.context.validations.all
            if (v["kind"], v["outcome"], v["weight"]) == ("automatic", "violated", "required")
        ]
        if strict and self.context.unexpected_calls:
            text = f"{self.context.unexpected_calls} request(s) came that no step expects (--strict)"
            broken.append(Cause("general-rule", text))
        return tuple(broken)

    def record(
        self,
        variant: Variant,
        verdict: Verdict,
        cause: Cause | None,
        started: str,
        duration: float,
        *,
        relayed: bool = False,
    ) -> dict[str, Any]:
        """Return the play's part of the record."""
        context = self.context
        return {
            "variant": variant.facts,
            "label": variant_label(variant),
            "verdict": str(verdict),
            "relayed": relayed,
            "cause": {"code": cause.code, "text": cause.text} if cause else None,
            "started": started,
            "duration": round(duration, 6),
            "station": context.access.identity if context else "",
            "trace": context.trace.entries if context else [],
            "validations": context.validations.all if context else [],
            "orders": [order_record(order) for order in context.orders] if context else [],
            "waits": context.waits.record if context else [],
        }
