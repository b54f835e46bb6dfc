"""A play as a list of moments, for every report: sender, receiver, content, and validations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from plugfest.reports.formatting import cut, frame_summary, frame_title
from plugfest.reports.labels import seconds
from plugfest.reports.record import (
    Close,
    Connect,
    Entry,
    Frame,
    OrderEnded,
    OrderGiven,
    Part,
    Play,
    Silence,
    Validation,
)

Lane = Literal["station>csms", "csms>station", "operator>csms", "csms>operator", "across"]
Kind = Literal[
    "message", "frame", "connect", "close", "order", "outcome", "silence", "note", "missing", "demand", "left out"
]
Worst = Literal["violated", "advised", "relayed", "met", ""]

MOST = 400
"""Maximum number of moments per play in a report; the record has them all."""


@dataclass(slots=True)
class Moment:
    """One event, or a missing one (`missing`). `gap` is the time since the previous moment, in seconds.

    `answered_in` is the response time; `good` whether a connection was accepted or an order carried out.
    """

    kind: Kind
    lane: Lane
    title: str
    detail: str = ""
    at: float | None = None
    gap: float | None = None
    step: int | None = None
    entry: Entry | None = None
    good: bool = True
    answered_in: float | None = None
    marks: list[str] = field(default_factory=list)
    validations: list[Validation] = field(default_factory=list)

    @property
    def css(self) -> str:
        """Class names for style sheets."""
        answer = "answer" if self.kind == "message" and self.answered_in is not None else ""
        words = (
            self.lane.replace(">", "-"),
            self.kind.replace(" ", "-") if self.kind != "message" else "",
            answer,
            "" if self.good else "bad",
            self.worst,
        )
        return " ".join(word for word in words if word)

    @property
    def worst(self) -> Worst:
        """The worst outcome of the validations of this moment."""
        if not self.validations:
            return ""
        violated = [validation["weight"] for validation in self.validations if validation["outcome"] == "violated"]
        if "required" in violated:
            return "violated"
        if violated:
            return "advised"
        outcomes = {validation["outcome"] for validation in self.validations}
        return "relayed" if "relayed" in outcomes else "met" if "met" in outcomes else ""


@dataclass(slots=True)
class Phase:
    """Part of a play: the initial states, the case itself, or the end after it."""

    part: Part
    states: list[str] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Heading of this phase."""
        if self.part == "begin":
            return f"Begins {', '.join(self.states)}" if self.states else "Before the case"
        return "The case" if self.part == "main" else "After the case, not judged"

    @property
    def violated(self) -> bool:
        """Whether a required validation was violated here."""
        return any(moment.worst == "violated" for moment in self.moments)


PhasesOf = Callable[[Play], list[Phase]]
"""Builds the timeline of a play: `phases_of`, or a function that caches its results."""


def phases_of(play: Play, most: int = MOST) -> list[Phase]:
    """Return the phases of a play with their moments, in order; of a long one only the beginning and the end."""
    judged: dict[int, list[Validation]] = {}
    unplaced: list[Validation] = []
    for validation in play["validations"]:
        if validation["entry"] is None or not 0 <= validation["entry"] < len(play["trace"]):
            unplaced.append(validation)
        else:
            judged.setdefault(validation["entry"], []).append(validation)
    phases: list[Phase] = []
    before, connection = 0.0, 1
    times = {entry["n"]: entry["at"] for entry in play["trace"]}
    for entry in _kept(play["trace"], set(judged), most):
        if isinstance(entry, int):
            phases[-1].moments.append(
                Moment("left out", "across", f"{entry:,} entries left out", "the record has them")
            )
            continue
        moment = _moment(entry, times)
        moment.gap, before = entry["at"] - before, entry["at"]
        moment.validations = judged.get(entry["n"], [])
        if entry["type"] == "connect":
            connection = entry["connection"]
        elif entry["type"] == "frame" and entry["connection"] != connection:
            moment.marks.append(f"connection {entry['connection']}")
        _phase(phases, entry["part"], entry["state"]).moments.append(moment)
    for validation in unplaced:
        _place(phases, validation)
    return phases


def _kept(trace: Sequence[Entry], judged: set[int], most: int) -> list[Entry | int]:
    """Return the entries to show, with a number in place of omitted ones."""
    if len(trace) <= most:
        return list(trace)
    first, last = most * 5 // 8, len(trace) - most // 4
    chosen = set(sorted(judged)[: most // 8])
    kept: list[Entry | int] = []
    left_out = 0
    for index, entry in enumerate(trace):
        if index < first or index >= last or entry["n"] in chosen:
            if left_out:
                kept.append(left_out)
                left_out = 0
            kept.append(entry)
        else:
            left_out += 1
    return kept


def _phase(phases: list[Phase], part: Part, state: str | None) -> Phase:
    if not phases or phases[-1].part != part:
        phases.append(Phase(part))
    if state and state not in phases[-1].states:
        phases[-1].states.append(state)
    return phases[-1]


def _place(phases: list[Phase], validation: Validation) -> None:
    """Insert a validation without an entry after the last moment of its step."""
    is_message = validation["subject"].endswith(("Request", "Response"))
    came_not = validation["outcome"] == "violated" and validation["kind"] != "automatic" and is_message
    moment = Moment(
        "missing" if came_not else "demand",
        "csms>station" if came_not else "across",
        validation["subject"],
        "never came" if came_not else "",
        step=validation["step"],
        validations=[validation],
    )
    phase = next((phase for phase in reversed(phases) if phase.part == validation["part"]), None)
    if phase is None:
        phase = _phase(phases, validation["part"], validation["state"])
    place = _after(phase, validation)
    before = phase.moments[place - 1] if place else None
    if before is not None and (before.kind, before.title, moment.kind) == ("demand", moment.title, "demand"):
        before.validations.append(validation)
    else:
        phase.moments.insert(place, moment)


def _after(phase: Phase, validation: Validation) -> int:
    """Return the position of a validation without an entry: after its step, else after the previous validation."""
    step, before = validation["step"], validation["n"] - 1
    for place in range(len(phase.moments), 0, -1):
        moment = phase.moments[place - 1]
        if (step is not None and moment.step == step) or any(other["n"] == before for other in moment.validations):
            return place
    return len(phase.moments)


def _moment(entry: Entry, times: dict[int, float]) -> Moment:
    moment = Moment("note", "across", "", at=entry["at"], step=entry["step"], entry=entry)
    if entry["type"] == "frame":
        _describe_frame(moment, entry, times)
    elif entry["type"] == "connect":
        _describe_connect(moment, entry)
    elif entry["type"] == "close":
        _describe_close(moment, entry)
    elif entry["type"] == "order":
        _describe_order(moment, entry)
    elif entry["type"] == "outcome":
        _describe_outcome(moment, entry)
    elif entry["type"] == "silence":
        _describe_silence(moment, entry)
    else:
        moment.title = entry["text"]
        moment.marks = ["declared as a habit"] if entry.get("habit") else []
    return moment


def _describe_frame(moment: Moment, frame: Frame, times: dict[int, float]) -> None:
    moment.kind = "message" if frame["message"] else "frame"
    moment.lane = "station>csms" if frame["from"] == "station" else "csms>station"
    moment.title, moment.detail = frame_title(frame), frame_summary(frame)
    if frame["answers"] is not None and frame["answers"] in times:
        moment.answered_in = frame["at"] - times[frame["answers"]]
    moment.marks = list(_marks(frame))


def _marks(frame: Frame) -> Iterator[str]:
    if frame.get("unexpected"):
        yield "not expected by any step"
    if frame.get("wrong_on_purpose"):
        yield "wrong on purpose"
    if frame["opcode"] == "binary":
        yield "binary"
    if frame["truncated"]:
        yield f"cut, {frame['size']:,} bytes"
    if link := frame.get("link"):
        yield link


def _describe_connect(moment: Moment, entry: Connect) -> None:
    moment.kind, moment.lane, moment.good = "connect", "station>csms", entry["accepted"]
    moment.title = "connects" if entry["connection"] == 1 else f"connects again ({entry['connection']})"
    with_what = {
        "basic": "user and password",
        "certificate": entry["certificate"] or "certificate",
        "none": "no credentials",
    }
    parts = [f"security profile {entry['security_profile']}", with_what[entry["credentials"]]]
    parts += [entry["tls"]["version"]] if entry["tls"] else []
    moment.detail = ", ".join(parts)
    http = entry["http"]
    if entry["accepted"]:
        moment.marks = [f"accepted, {entry['subprotocol'] or 'no subprotocol'}"]
    else:
        by = (
            f"{entry['refused_by']} {http['status']}" if http and entry["refused_by"] == "HTTP" else entry["refused_by"]
        )
        moment.marks = [f"refused by {by or 'an unknown layer'}"]


def _describe_close(moment: Moment, entry: Close) -> None:
    moment.kind = "close"
    by = {"csms": "the CSMS", "station": "the station", "network": "the network"}[entry["by"]]
    moment.title = f"connection {entry['connection']} closed by {by}"
    moment.detail = " ".join(str(part) for part in (entry["code"], cut(entry["reason"], 120)) if part)


def _describe_order(moment: Moment, entry: OrderGiven) -> None:
    moment.kind, moment.lane, moment.title = "order", "operator>csms", entry["text"]


def _describe_outcome(moment: Moment, entry: OrderEnded) -> None:
    moment.kind, moment.lane = "outcome", "csms>operator"
    moment.title, moment.detail = entry["outcome"], cut(entry["text"], 200)
    moment.good = entry["outcome"] not in ("refused", "failed")


def _describe_silence(moment: Moment, entry: Silence) -> None:
    moment.kind, moment.title, moment.detail = "silence", f"{seconds(entry['seconds'])} of silence", entry["text"]
