"""Data for the templates: cases, plays, counts, the readable form of a moment's details."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from plugfest.reports.answers import answers
from plugfest.reports.causes import decisive_play, headline, headline_advice, violations
from plugfest.reports.counts import Count
from plugfest.reports.formatting import cut, inline
from plugfest.reports.labels import BLOCK_NAMES, short_id
from plugfest.reports.record import Case, Connect, Play, Record, Validation
from plugfest.reports.timeline import Moment, Phase, PhasesOf
from plugfest.reports.validations import sentence

_PLAYS_SHOWN = 40
_VALUE_SHOWN = 1_000
_LONG_WAIT = 0.1
_SLOW_ANSWER = 1.0
_BAD = ("FAIL", "INCONCLUSIVE", "ERROR")
_CAUSE_SHOWN, _ALSO_SHOWN = 400, 8


@dataclass(slots=True)
class PlayView:
    """One play: its phases, and whether it has orders to an operator."""

    play: Play
    phases: list[Phase]
    operator: bool
    open: bool
    orders: list[tuple[str, str]] = field(default_factory=list)
    waits: list[tuple[str, float]] = field(default_factory=list)
    waited: float = 0.0
    chart: Markup = field(default_factory=Markup)


@dataclass(slots=True)
class CaseView:
    """One case of the page."""

    case: Case
    id: str
    plays: list[PlayView]
    more_plays: int
    demanded: str
    cause: str = ""
    advice: str = ""
    marks: list[str] = field(default_factory=list)
    """Filters that the case belongs to: new, known, relayed, slow."""
    before: CaseView | None = None
    """The case in the run beside this one, if its verdict differs."""
    also: list[str] = field(default_factory=list)
    """Other required validations that were violated, each once."""

    @property
    def css(self) -> str:
        """Class names for its verdict."""
        return " ".join([self.case["verdict"], *(mark for mark in ("relayed", "excused") if self.case.get(mark))])

    @property
    def bad(self) -> bool:
        """Whether it was played and did not pass."""
        return self.case["verdict"] in _BAD


@dataclass(slots=True)
class BlockView:
    """One functional block of the page."""

    block: str
    name: str
    cases: list[CaseView]
    passed: int
    counted: int
    """Number of cases among the 251; extra cases are not counted."""


def blocks(record: Record, phases_of: PhasesOf, beside: Record | None = None) -> list[BlockView]:
    """Return the blocks that have cases, in order."""
    return [
        BlockView(
            block,
            name,
            [_beside(_case(case, phases_of), beside, phases_of) for case in cases],
            sum(1 for case in cases if case["verdict"] == "PASS" and case["official"]),
            sum(1 for case in cases if case["official"]),
        )
        for block, name in BLOCK_NAMES.items()
        if (cases := [case for case in record.cases if case["block"] == block])
    ]


def bar(counts: list[Count]) -> list[tuple[str, float, float]]:
    """Return class names, start and width of each part of a bar that is 1000 units long."""
    whole, start, parts = sum(count.total for count in counts) or 1, 0.0, []
    for count in counts:
        for css, number in _parts(count):
            width = 1000 * number / whole
            parts.append((css, round(start, 1), round(width, 1)))
            start += width
    return parts


def _parts(count: Count) -> Iterator[tuple[str, int]]:
    marked = (("relayed", count.relayed), ("excused", count.excused))
    plain = count.total - sum(number for _, number in marked)
    yield from ((css, number) for css, number in ((count.verdict, plain),) if number > 0)
    yield from ((f"{count.verdict} {mark}", number) for mark, number in marked if number)


def marks(views: list[BlockView]) -> list[tuple[str, int, str]]:
    """Return name, number of cases and explanation of each filter."""
    about = {
        "new": "did not pass, and the baseline does not say so",
        "known": "did not pass, as the baseline says",
        "relayed": "passed on content that plugfest supplied",
        "slow": "the CSMS took a second or longer for an answer",
    }
    cases = [view for block in views for view in block.cases]
    return [(mark, sum(mark in view.marks for view in cases), text) for mark, text in about.items()]


def frame_budget(record: Record, budget: int = 2_200_000) -> int:
    """Return the number of characters shown per frame, so that all frames fit the budget."""
    sizes = [
        len(entry.get("text", "") or entry.get("base64", ""))
        for case in record.cases
        for play in case["plays"][:_PLAYS_SHOWN]
        for entry in play["trace"]
        if entry["type"] == "frame"
    ]
    for limit in (16_000, 8_000, 4_000, 2_000, 1_000, 500, 250):
        if sum(min(size, limit) for size in sizes) <= budget:
            return limit
    return 120


def unfolded(moment: Moment, limit: int) -> str:
    """Return the details of a moment: the raw frame, or the connection attempt."""
    entry = moment.entry
    if entry is None:
        return ""
    if entry["type"] == "frame":
        raw = entry.get("text", entry.get("base64", ""))
        return raw if len(raw) <= limit else f"{raw[:limit]}… ({len(raw) - limit:,} more characters are in the record)"
    return "\n".join(_connection(entry, limit)) if entry["type"] == "connect" else ""


def value(of: object, present: bool = True) -> str:
    """Return an expected or actual value for people."""
    if not present:
        return "(not there)"
    return cut(inline(of, _VALUE_SHOWN), _VALUE_SHOWN)


def _connection(entry: Connect, limit: int) -> Iterator[str]:
    yield f"URL           {cut(entry['url'], 500)}"
    yield f"Subprotocols  {', '.join(entry['subprotocols']) or 'none'}"
    yield f"Credentials   {entry['credentials']}"
    if entry["certificate"]:
        yield f"Certificate   {entry['certificate']}"
    if entry["tls"]:
        tls = entry["tls"]
        yield f"TLS           {tls['version']}, {tls['cipher']}, server {tls['server_certificate'] or 'unnamed'}"
    if entry["detail"]:
        yield f"Outcome       {cut(entry['detail'], 500)}"
    if entry["http"]:
        http = entry["http"]
        yield ""
        yield f"HTTP {http['status']} {http['reason']}"
        yield from (cut(": ".join(header), 500) for header in http["headers"][:60])
        if http["body"]:
            yield ""
            yield cut(http["body"], min(limit, 2000))


def _case(case: Case, phases_of: PhasesOf) -> CaseView:
    decisive = decisive_play(case)
    single = len(case["plays"]) == 1
    plays = [
        PlayView(
            play,
            phases_of(play),
            any(entry["type"] in ("order", "outcome") for entry in play["trace"]),
            single or play is decisive,
            [_order(order) for order in play["orders"][:50]],
            _long_waits(play),
            sum(wait["seconds"] for wait in play["waits"]),
        )
        for play in case["plays"][:_PLAYS_SHOWN]
    ]
    view = CaseView(case, short_id(case["id"]), plays, max(0, len(case["plays"]) - _PLAYS_SHOWN), _demanded(case))
    view.marks = list(_marks(case))
    if case["cause"]:
        view.cause = cut(headline(case), _CAUSE_SHOWN)
        view.advice = headline_advice(case)
        view.also = _also(case)
    return view


def _marks(case: Case) -> Iterator[str]:
    if case["verdict"] in _BAD:
        yield "known" if case["excused"] else "new"
    if case.get("relayed"):
        yield "relayed"
    if any(took >= _SLOW_ANSWER for play in case["plays"] for _, took in answers(play)):
        yield "slow"


def _beside(view: CaseView, beside: Record | None, phases_of: PhasesOf) -> CaseView:
    """Add the case of the other run if its verdict differs, with its decisive play only."""
    other = beside.case(view.case["id"]) if beside else None
    if other is None or "NOT_RUN" in (other["verdict"], view.case["verdict"]):
        return view
    if other["verdict"] != view.case["verdict"]:
        view.before = _case(other, phases_of)
        view.before.plays = [play for play in view.before.plays if play.open][:1]
    return view


def _also(case: Case) -> list[str]:
    """List the violated required validations besides the cause."""
    assert case["cause"] is not None
    others: dict[str, None] = {}
    shown = headline(case)
    for play in case["plays"]:
        for one in violations(play):
            step = f"step {one['step']}: " if one["step"] is not None and one["kind"] != "automatic" else ""
            if sentence(one) not in shown:
                others[cut(f"{step}{sentence(one)}", _CAUSE_SHOWN)] = None
    return list(others)[:_ALSO_SHOWN] if case["verdict"] == "FAIL" else []


def _long_waits(play: Play) -> list[tuple[str, float]]:
    waits = sorted(((wait["for"], wait["seconds"]) for wait in play["waits"]), key=lambda wait: -wait[1])
    return [wait for wait in waits if wait[1] >= _LONG_WAIT][:5]


def _order(order: Any) -> tuple[str, str]:
    with_what = f" {inline(order['parameters'])}" if order["parameters"] else ""
    said = [order["outcome"], order["detail"]]
    said += [f"plugfest supplied {inline(order['supplied'])}"] if order["supplied"] is not None else []
    return cut(f"{order['intent']}{with_what}", 400), cut("; ".join(part for part in said if part), 800)


def _demanded(case: Case) -> str:
    """Count the validations of a case: 12 met, 1 violated, 2 relayed."""
    counts = Counter(
        validation["outcome"] if validation["outcome"] != "violated" else _violated(validation)
        for play in case["plays"]
        for validation in play["validations"]
        if validation["part"] != "end" or validation["outcome"] != "met"
    )
    order = ("violated", "violated but advised", "violated beyond Part 6", "relayed", "not judged", "met")
    return ", ".join(f"{counts[name]} {name}" for name in order if name in counts)


def _violated(validation: Validation) -> str:
    if validation["weight"] == "required":
        return "violated"
    return "violated but advised" if validation["weight"] == "advised" else "violated beyond Part 6"
