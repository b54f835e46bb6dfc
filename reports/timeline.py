"""A play as a list of moments, for every report: sender, receiver, content, and validations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
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
from plugfest.reports.validations import fails

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

    `answered_in` is the response time; `good` whether a connection was accepted or an order carried out; `worst` the
    worst outcome of the validations.
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
    worst: Worst = ""

    @property
    def css(self) -> str:
        """Class names for style sheets."""
        return _css(self.lane, self.kind, self.answered_in is not None, self.good, self.worst)


@lru_cache(500)  # a run has ten thousand moments
def _css(lane: Lane, kind: Kind, is_answer: bool, good: bool, worst: Worst) -> str:
    words = (
        lane.replace(">", "-"),
        kind.replace(" ", "-") if kind != "message" else "",
        "answer" if kind == "message" and is_answer else "",
        "" if good else "bad",
        worst,
    )
    return " ".join(word for word in words if word)


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
    for phase in phases:
        for moment in phase.moments:
            moment.worst = _worst(moment.validations)
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
    phase = _last(phases, validation["part"]) or _phase(phases, validation["part"], validation["state"])
    place = _after(phase, validation)
    before = phase.moments[place - 1] if place else None
    came_not = _came_not(validation)
    if before is not None and before.kind == "demand" and before.title == validation["subject"] and not came_not:
        before.validations.append(validation)
        return
    moment = Moment(
        "missing" if came_not else "demand",
        "csms>station" if came_not else "across",
        validation["subject"],
        "never came" if came_not else "",
        step=validation["step"],
        validations=[validation],
    )
    phase.moments.insert(place, moment)


def _worst(validations: list[Validation]) -> Worst:
    if not validations:
        return ""
    outcomes = {validation["outcome"] for validation in validations}
    if "violated" in outcomes:
        return "violated" if any(map(fails, validations)) else "advised"
    return "relayed" if "relayed" in outcomes else "met" if "met" in outcomes else ""


def _came_not(validation: Validation) -> bool:
    """Return whether a demanded message never came."""
    if validation["outcome"] != "violated" or validation["kind"] == "automatic":
        return False
    return validation["subject"].endswith(("Request", "Response"))


def _last(phases: list[Phase], part: Part) -> Phase | None:
    for phase in reversed(phases):
        if phase.part == part:
            return phase
    return None


def _after(phase: Phase, validation: Validation) -> int:
    """Return the position of a validation without an entry: after its step, else after the previous validation."""
    step, before = validation["step"], validation["n"] - 1
    place = len(phase.moments)
    for moment in reversed(phase.moments):
        if step is not None and moment.step == step:
            return place
        for other in moment.validations:
            if other["n"] == before:
                return place
        place -= 1
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
    moment.marks = _marks(frame)


def _marks(frame: Frame) -> list[str]:
    marks = ["not expected by any step"] if frame.get("unexpected") else []
    if frame.get("wrong_on_purpose"):
        marks.append("wrong on purpose")
    if frame["opcode"] == "binary":
        marks.append("binary")
    if frame["truncated"]:
        marks.append(f"cut, {frame['size']:,} bytes")
    if link := frame.get("link"):
        marks.append(link)
    return marks


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
