"""The validations of a play, in the format of the record."""

from collections.abc import Iterable
from typing import Any

from plugfest.scenarios.context.trace import Trace
from plugfest.scenarios.matching.comparison import Finding
from plugfest.scenarios.matching.equality import MISSING, same
from plugfest.scenarios.matching.matchers import Matcher, Weight
from plugfest.simulator.protocol.field_types import field_type, type_at

Validation = dict[str, Any]


class Validations:
    """The validations of the CSMS and their results, in order."""

    def __init__(self, trace: Trace) -> None:
        self.all: list[Validation] = []
        self._trace = trace

    def judge(
        self,
        subject: str,
        findings: Iterable[Finding],
        *,
        entry: int | None,
        step: int | None,
        supplied: dict[str, Any] | None = None,
        kind: str | None = None,
    ) -> bool:
        """Record findings about a message; return whether no required validation was violated.

        Content that plugfest itself `supplied` to the CSMS's API and that came back unchanged is relayed.
        """
        fine = True
        for finding in findings:
            outcome = "met" if finding.met else "violated"
            if finding.met and supplied is not None and _is_supplied(finding, supplied, subject):
                outcome = "relayed"
            self._add(subject, finding, outcome, entry, step, kind)
            fine = fine and (finding.met or finding.weight != "required")
        return fine

    def fact(
        self,
        subject: str,
        says: str,
        met: bool | None,
        *,
        was: str = "",
        entry: int | None = None,
        step: int | None = None,
        weight: Weight = "required",
        kind: str | None = None,
        rule: str = "happens",
        relayed: bool = False,
    ) -> Validation:
        """Record a validation of an event rather than of a field: "must be answered". None: not judged.

        `relayed`: all content of the event had been supplied by plugfest itself.
        """
        text = f"{subject} {says}" + (f", {was}" if was and not met else "")
        finding = Finding(
            "", Matcher(rule, says, lambda _: bool(met)), was if was and not met else None, weight, bool(met)
        )
        outcome = "not judged" if met is None else "violated" if not met else "relayed" if relayed else "met"
        return self._add(subject, finding, outcome, entry, step, kind, text)

    def _add(
        self,
        subject: str,
        finding: Finding,
        outcome: str,
        entry: int | None,
        step: int | None,
        kind: str | None,
        text: str | None = None,
    ) -> Validation:
        present = finding.actual is not MISSING
        validation = {
            "n": len(self.all),
            "entry": entry,
            "part": self._trace.part,
            "state": self._trace.state,
            "step": step,
            "kind": kind or ("state" if self._trace.part == "begin" else "own"),
            "subject": subject,
            "path": finding.path,
            "rule": finding.matcher.rule,
            "matcher": finding.matcher.says,
            "expected": finding.matcher.expected,
            "actual": finding.actual if present else None,
            "present": present,
            "weight": finding.weight,
            "outcome": outcome,
            "text": text or finding.text,
            "source": finding.matcher.source,
        }
        self.all.append(validation)
        self._trace.on_change()
        return validation


def all_supplied(message: str, payload: dict[str, Any], supplied: dict[str, Any] | None) -> bool:
    """Return whether every member of a message's payload had been supplied by plugfest."""
    return supplied is not None and all(
        same(supplied.get(name, MISSING), value, field_type(message, name, value)) for name, value in payload.items()
    )


def _is_supplied(finding: Finding, supplied: dict[str, Any], subject: str) -> bool:
    return same(_at(supplied, finding.path), finding.actual, type_at(subject, finding.path))


def _at(payload: Any, path: str) -> Any:
    """Return the value at a finding's path ("a.b[0].c"); MISSING when there is none."""
    for part in path.replace("[", ".[").split(".") if path else []:
        if part.startswith("["):
            index = part[1:-1]
            if not (isinstance(payload, list) and index.isdigit() and int(index) < len(payload)):
                return MISSING
            payload = payload[int(index)]
        elif isinstance(payload, dict) and part in payload:
            payload = payload[part]
        else:
            return MISSING
    return payload
