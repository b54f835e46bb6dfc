"""Group the cases that did not pass by cause, so that one fault of a CSMS is reported once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from plugfest.reports.formatting import cut
from plugfest.reports.hints import hint
from plugfest.reports.labels import advice
from plugfest.reports.record import Case, CauseCode, Play, Validation, Verdict
from plugfest.reports.validations import fails, sentence, with_step

_LOUD: tuple[Verdict, ...] = ("FAIL", "INCONCLUSIVE", "ERROR")
_AUTOMATIC: tuple[CauseCode, ...] = ("schema", "framing", "general-rule")
_NEVER_TWICE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|PF-[\w-]+")
_VARYING = re.compile(rf"{_NEVER_TWICE.pattern}|\d+(?:\.\d+)?")
_LONGEST = 220


@dataclass
class RootCause:
    """One fault, with every case that it affects, and advice."""

    verdict: Verdict
    title: str
    advice: str
    cases: list[Case] = field(default_factory=list)

    def covers(self, validation: Validation) -> bool:
        """Return whether a violated validation is this fault."""
        return _key(self.title) == _key(_title(_fault(validation)))


def root_causes(cases: list[Case]) -> list[RootCause]:
    """Return the root causes of all cases that failed, were inconclusive or broke: failures first, then by number.

    A case that failed for several reasons is listed under each of them.
    """
    groups: dict[tuple[str, str], RootCause] = {}
    for case in cases:
        if case["verdict"] not in _LOUD or case["cause"] is None:
            continue
        for fault, to_do in _faults(case):
            title = _title(fault)
            key = (case["verdict"], _key(title))
            group = groups.setdefault(key, RootCause(case["verdict"], title, to_do))
            if case not in group.cases[-1:]:
                group.cases.append(case)
    return sorted(groups.values(), key=lambda group: (_LOUD.index(group.verdict), -len(group.cases)))


def _title(fault: str) -> str:
    return cut(_NEVER_TWICE.sub("…", fault), _LONGEST)


def _key(title: str) -> str:
    return _VARYING.sub("#", title)


def decisive_play(case: Case) -> Play | None:
    """Return the play that decided the verdict."""
    return next((play for play in case["plays"] if play["verdict"] == case["verdict"]), None)


def decisive_violation(play: Play) -> Validation | None:
    """Return the first violated required validation of a play, or None."""
    violated = violations(play)
    automatic = play["cause"] is not None and play["cause"]["code"] in _AUTOMATIC
    fitting = [validation for validation in violated if (validation["kind"] == "automatic") == automatic]
    return next(iter(fitting or violated), None)


def headline(case: Case) -> str:
    """Return the first violated validation of the case itself, or else the cause of its verdict.

    Automatic validations, such as the Heartbeat at the end, come after those of the case.
    """
    first = _first_violation(case)
    cause = case["cause"]["text"] if case["cause"] else ""
    return with_step(first) if first is not None else cause


def headline_advice(case: Case) -> str:
    """Return advice on what the headline names."""
    first, cause = _first_violation(case), case["cause"]
    if first is not None:
        return hint(first)
    return advice(cause["code"], case["verdict"]) if cause else ""


def _first_violation(case: Case) -> Validation | None:
    play = decisive_play(case)
    violated = violations(play) if play and case["verdict"] == "FAIL" else []
    return min(violated, key=_distance, default=None)


def _distance(violation: Validation) -> tuple[bool, bool, int]:
    automatic = violation["kind"] == "automatic"
    return violation["part"] == "end", automatic and violation.get("rule") != "schema", violation["n"]


def violations(play: Play) -> list[Validation]:
    """Return the violated required validations of a play, each fault once.

    A wrong field that violates the schema is reported by the schema validation only.
    """
    violated = [one for one in play["validations"] if fails(one)]
    by_schema = {_schema_fault(one) for one in violated if one.get("rule") == "schema"}
    return [one for one in violated if not _is_covered(one, by_schema)]


def _schema_fault(violation: Validation) -> tuple[int | None, str]:
    """Return entry and place of a schema violation: the path, or the quoted name of a missing member."""
    actual = str(violation["actual"])
    name, required, _ = actual.partition(" is a required")
    return violation["entry"], name if required else actual.partition(":")[0]


def _is_covered(own: Validation, by_schema: set[tuple[int | None, str]]) -> bool:
    if own["kind"] == "automatic" or not own["path"]:
        return False
    first = re.split(r"[.\[]", own["path"], maxsplit=1)[0]
    return (own["entry"], own["path"]) in by_schema or (own["entry"], f'"{first}"') in by_schema


def _faults(case: Case) -> Iterator[tuple[str, str]]:
    """Yield each fault of a case with advice, the one that decided the verdict first."""
    cause, play = case["cause"], decisive_play(case)
    assert cause is not None
    first = decisive_violation(play) if play else None
    to_do = advice(cause["code"], case["verdict"])
    if play and cause["code"] in ("order-refused", "order-failed"):
        order = next((order for order in play["orders"] if order["outcome"] in ("refused", "failed")), None)
        yield f"{order['intent']}: {order['detail'] or order['outcome']}" if order else cause["text"], to_do
    elif first is not None:
        yield _fault(first), hint(first) if case["verdict"] == "FAIL" else to_do
    else:
        yield cause["text"], to_do
    if case["verdict"] == "FAIL":
        for one in case["plays"]:
            yield from ((_fault(other), hint(other)) for other in violations(one))


def _fault(violation: Validation) -> str:
    if violation["kind"] == "automatic" or violation.get("rule", "") in ("sent", "answered"):
        return sentence(violation)
    field = f": {violation['path']}" if violation["path"] else ""
    return f"{violation['subject']}{field} {violation['matcher']}"
