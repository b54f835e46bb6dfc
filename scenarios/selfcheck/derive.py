"""Derives faults from a passing play: for each validation the faults that violate it."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from plugfest.reports.validations import sentence
from plugfest.scenarios.language.contracts import ABOUT
from plugfest.scenarios.language.tls import OFFERS
from plugfest.scenarios.selfcheck.general import general_faults
from plugfest.scenarios.selfcheck.samples import others, parse_path, sample
from plugfest.scenarios.selfcheck.view import SUBJECT
from plugfest.simulator.link.connect_faults import ConnectFault
from plugfest.simulator.link.faults import (
    AnswerError,
    Change,
    Fault,
    Path,
    RemoveField,
    SetElement,
    SetField,
    Swallow,
    Target,
    Twice,
)
from plugfest.simulator.link.handshakes import Completed, HandshakeFault, Refused, Shows
from plugfest.simulator.protocol.frames import MessageType

Validation = dict[str, Any]


@dataclass(frozen=True)
class Mutant:
    """One fault, and the validation that it must violate."""

    case: str
    variant: str
    validation: int | None
    """Its number in the passing play; None for a fault that violates an automatic rule."""
    text: str
    """The validation as text, for tables."""
    what: str
    """A description of the fault."""
    fault: Fault | None = None
    door: tuple[int, ConnectFault] | None = None
    handshake: tuple[int, HandshakeFault] | None = None
    """A changed result of the TLS handshake of this number."""
    drop_ocsp_requests: bool = False
    """The CSMS asks no responder."""
    view: tuple[str, Path] | None = None
    """The path in the data shown by the CSMS at which a value is changed."""
    rule: str | None = None
    """The automatic rule that must be violated."""
    verdict: str | None = None
    """The verdict that the fault must cause; None: by the validation's weight."""
    strict: bool = False

    def found_in(self, play: dict[str, Any], validation: Validation | None) -> bool:
        """Return whether exactly the validation, or the automatic rule, is violated in a play with the fault."""
        if validation is None:
            broken = {v["rule"] for v in play["validations"] if v["kind"] == "automatic" and v["outcome"] == "violated"}
            return self.rule in broken or self.rule is None
        violated = [v for v in play["validations"] if v["outcome"] == "violated"]
        if validation["rule"] == "sent":
            # Another call may arrive in its place and be validated in its step.
            return any((v["step"], v["subject"]) == (validation["step"], validation["subject"]) for v in violated)
        return any(identity(v) == identity(validation) for v in violated)


def identity(validation: Validation) -> tuple[Any, ...]:
    """Return the key by which a validation is identified in two plays.

    Indexes of lists are ignored, because elements are matched by content, and so are ids that are new in each play. One
    place may have several free-form validations: their texts are part of the key.
    """
    path = re.sub(r"\[(\d+|\.\.\.)\]", "[]", validation["path"])
    free = validation["rule"] == "that"
    words = re.sub(r"'[^']*'|\d[\w:.-]*", "#", validation["matcher"].split(", was ")[0]) if free else ""
    return (
        validation["kind"],
        validation["state"],
        validation["step"],
        validation["subject"].split(" (")[0],
        path,
        validation["rule"],
        words,
    )


def demands(play: dict[str, Any], claimed: set[Any]) -> list[Validation]:
    """Return the validations of a passing play to be tested, each once, however many messages of a step it applies to.

    Validations of a begin state are tested in the first case that begins there; `claimed` has those already taken.
    """
    chosen, seen = list[Validation](), set[Any]()
    for validation in play["validations"]:
        if validation["outcome"] != "met" or validation["kind"] == "automatic":
            continue
        key = (*identity(validation), validation["matcher"])
        known = claimed if validation["kind"] == "state" else seen
        if key not in known:
            known.add(key)
            chosen.append(validation)
    return chosen


def mutants(case: str, play: dict[str, Any], wanted: Iterable[Validation]) -> Iterator[Mutant]:
    """Return the trials for these validations of a passing play, and for the general faults."""
    counts = _numbers(play["trace"])
    for validation in wanted:
        subject = validation["subject"]
        mutant = Mutant(case, play["label"], validation["n"], sentence(validation), "")
        if subject.startswith(SUBJECT):
            about = subject.removeprefix(SUBJECT).removeprefix("the ").split(" (")[0]
            view = about, parse_path(validation["path"])
            yield replace(mutant, what=f"{validation['path']} shown as something else", view=view)
        elif subject.startswith(ABOUT):
            yield replace(mutant, what="the responder is not asked", drop_ocsp_requests=True)
        elif validation["entry"] is not None and subject.startswith(OFFERS):
            number = _handshake_number(play["trace"], validation["entry"])
            for seen in _handshakes(validation):
                yield replace(mutant, what=str(seen), handshake=(number, seen))
        elif validation["entry"] is not None:
            for what, fault, door in _of(validation, play["trace"], counts):
                yield replace(mutant, what=what, fault=fault, door=door)
            if (validation["rule"], play["trace"][validation["entry"]]["type"]) == ("refused", "connect"):
                silent = play["trace"][validation["entry"]]["connection"], ConnectFault.SILENT
                text = "silence is no refusal"
                yield Mutant(case, play["label"], None, text, str(silent[1]), door=silent, verdict="INCONCLUSIVE")
    for what, fault, (verdict, rule), strict in general_faults(play["trace"], counts, _demanded(play)):
        text = f"every message: {rule}" if rule else "every message" if not strict else "no unasked request (--strict)"
        yield Mutant(case, play["label"], None, text, what, fault, rule=rule, verdict=verdict, strict=strict)


def _demanded(play: dict[str, Any]) -> set[int]:
    """Return the answers that the case requires, by their entries."""
    return {v["entry"] for v in play["validations"] if v["rule"] == "answered" and v["weight"] == "required"}


def _of(
    validation: Validation, trace: list[dict[str, Any]], numbers: dict[int, Target]
) -> Iterator[tuple[str, Fault | None, tuple[int, ConnectFault] | None]]:
    entry = trace[validation["entry"]]
    if entry["type"] == "connect":
        for fault in DOOR_FAULTS.get(validation["rule"], ()):
            yield str(fault), None, (entry["connection"], fault)
        if validation["path"] == "Sec-WebSocket-Protocol":
            yield str(ConnectFault.NO_SUBPROTOCOL), None, (entry["connection"], ConnectFault.NO_SUBPROTOCOL)
        return
    if validation["rule"] == "silence":
        yield from _broken_silence(validation, numbers)
        return
    target = numbers.get(validation["entry"])
    if target is None:
        return
    for change in changes(validation, entry, trace):
        # A message that is required at least once is missing only if all are removed; an order may request the last one
        # of its kind again, and a CSMS with the fault performs that order in the same way.
        onwards = isinstance(change, Swallow) or validation["rule"] == "ever" or _is_last(target, numbers)
        yield str(change), Fault(msgspec.structs.replace(target, onwards=onwards), change), None


def _is_last(target: Target, numbers: dict[int, Target]) -> bool:
    same = [other.nth for other in numbers.values() if (other.type, other.action) == (target.type, target.action)]
    return target.nth == max(same)


def _broken_silence(
    validation: Validation, numbers: dict[int, Target]
) -> Iterator[tuple[str, Fault | None, tuple[int, ConnectFault] | None]]:
    """Yield the fault that sends the forbidden message with the CSMS's last message before the silence."""
    before = max((n for n in numbers if n < validation["entry"]), default=None)
    if before is not None:
        request = validation["subject"]
        text = json.dumps([2, "{id}", request.removesuffix("Request"), sample(request, ())])
        yield f"an unasked {request}", Fault(numbers[before], Twice(text)), None


def _handshake_number(trace: list[dict[str, Any]], entry: int) -> int:
    return sum(each["type"] == "note" and each["text"].startswith("TLS handshake") for each in trace[: entry + 1])


def _handshakes(validation: Validation) -> Iterator[HandshakeFault]:
    """Yield results of a TLS handshake that violate this validation."""
    if validation["rule"] == "agreed":
        yield Refused()
    elif validation["rule"] == "refused":
        yield Completed()
    else:
        wrong: Any = {"at least": 112, "that": []}.get(validation["rule"], "something else")
        yield Shows(parse_path(validation["path"]), wrong)


DOOR_FAULTS = {
    "accepted": (ConnectFault.REFUSE,),
    "refused": (ConnectFault.LET_IN, ConnectFault.BROKEN_UPGRADE),
    "status": (ConnectFault.ODD_STATUS,),
}


def _numbers(trace: list[dict[str, Any]]) -> dict[int, Target]:
    """Return each message of the CSMS as a target: the nth of its kind and action."""
    seen: Counter[tuple[MessageType, str]] = Counter()
    targets = {}
    for entry in trace:
        if entry["type"] != "frame" or entry["from"] != "csms" or entry["action"] is None:
            continue
        kind = MessageType.CALL if entry["message"] == "CALL" else MessageType.CALLRESULT
        seen[kind, entry["action"]] += 1
        targets[entry["n"]] = Target(kind, entry["action"], seen[kind, entry["action"]])
    return targets


def changes(validation: Validation, entry: dict[str, Any], trace: list[dict[str, Any]]) -> Iterator[Change]:
    """Yield changes of a message that violate this validation, which the message met."""
    rule, path = validation["rule"], parse_path(validation["path"])
    message = f"{entry['action']}{'Request' if entry['message'] == 'CALL' else 'Response'}"
    if rule == "answered":
        yield AnswerError()
        yield Swallow(None)
    elif rule == "sent":
        yield Swallow(_answer_to(entry, trace))
    elif rule == "error code":
        yield SetElement(2, "NotSupported")
    elif path:
        yield from (SetField(path, value) for value in _violating(validation, message, path))
        if validation["present"] and rule not in ("absent", "absent or"):
            yield RemoveField(path)


def _violating(validation: Validation, message: str, path: Path) -> Iterator[Any]:
    """Yield values that violate the requirement; for a free-form one only a play shows which of them do."""
    expected, actual = validation["expected"], validation["actual"]
    match validation["rule"]:
        case "present":
            return
        case "absent":
            yield _something(message, path)
        case "at least":
            yield expected - 1
        case "above":
            yield expected
        case "at most" if isinstance(actual, list):
            yield actual * (expected + 1)
        case "at most":
            yield expected + 1
        case "other than":
            yield from expected
        case "one of" | "absent or":
            values = others(message, path, actual) if validation["present"] else (_something(message, path),)
            yield from (value for value in (*values, "x") if value not in expected)
        case "equals":
            yield next(others(message, path, actual), "x")
        case _:
            yield from others(message, path, actual)


def _something(message: str, path: Path) -> Any:
    made = sample(message, path)
    return "x" if made is None else made


def _answer_to(entry: dict[str, Any], trace: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the station's answer to that call in the passing play."""
    for other in trace:
        if other["type"] == "frame" and other["answers"] == entry["n"] and other["message"] == "CALLRESULT":
            payload: dict[str, Any] = json.loads(other["text"])[2]
            return payload
    return {}
