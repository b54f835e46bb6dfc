"""Groups the cases that did not pass by what is behind it, so that one fault of a CSMS is read once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from plugfest.reports.glance import cut
from plugfest.reports.record import Case, CauseCode, Play, Validation, Verdict

_LOUD: tuple[Verdict, ...] = ("FAIL", "INCONCLUSIVE", "ERROR")
_VARYING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|PF-[\w-]+|\d+(?:\.\d+)?")


_LONGEST = 220


@dataclass
class RootCause:
    """One fault, with every case that it keeps from passing."""

    code: CauseCode
    verdict: Verdict
    title: str
    example: str
    cases: list[Case] = field(default_factory=list)


def root_causes(cases: list[Case]) -> list[RootCause]:
    """Return the root causes of all cases that failed, were inconclusive or broke: failures first, then by number."""
    groups: dict[tuple[str, str, str], RootCause] = {}
    for case in cases:
        if case["verdict"] not in _LOUD or case["cause"] is None:
            continue
        title = cut(_title(case), _LONGEST)
        key = (case["verdict"], case["cause"]["code"], _VARYING.sub("#", title))
        group = groups.setdefault(key, RootCause(case["cause"]["code"], case["verdict"], title, case["cause"]["text"]))
        group.cases.append(case)
    return sorted(groups.values(), key=lambda group: (_LOUD.index(group.verdict), -len(group.cases)))


def decisive_play(case: Case) -> Play | None:
    """Return the play that gave the case its verdict."""
    return next((play for play in case["plays"] if play["verdict"] == case["verdict"]), None)


def decisive_violation(play: Play) -> Validation | None:
    """Return the first required validation of a play that was violated; None when there is none."""
    violated = [
        validation
        for validation in play["validations"]
        if validation["outcome"] == "violated" and validation["weight"] == "required"
    ]
    code = play["cause"]["code"] if play["cause"] else None
    automatic = code in ("schema", "framing", "general-rule")
    fitting = [validation for validation in violated if (validation["kind"] == "automatic") == automatic]
    return next(iter(fitting or violated), None)


def _title(case: Case) -> str:
    cause, play = case["cause"], decisive_play(case)
    assert cause is not None
    if play is None:
        return cause["text"]
    if cause["code"] in ("order-refused", "order-failed"):
        order = next((order for order in play["orders"] if order["outcome"] in ("refused", "failed")), None)
        return f"{order['intent']}: {order['detail'] or order['outcome']}" if order else cause["text"]
    violation = decisive_violation(play)
    if violation is None:
        return cause["text"]
    if violation["kind"] == "automatic":
        return _with_subject(violation)
    return " ".join(part for part in (f"{violation['subject']}:", violation["path"], violation["matcher"]) if part)


def _with_subject(validation: Validation) -> str:
    subject, text = validation["subject"], validation["text"]
    return text if text.startswith(subject) else f"{subject}: {text}"
