"""Print cases on the terminal: the trace of one case, and the summary of a run."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from plugfest.reports.causes import decisive_play, root_causes, violations
from plugfest.reports.counts import counted, surplus
from plugfest.reports.formatting import cut, expected, inline
from plugfest.reports.labels import PROFILES, SIGNS, advice, number, paragraphs, seconds, short_id, verdict_label
from plugfest.reports.record import Case, Play, Record, Validation, Verdict
from plugfest.reports.timeline import Lane, Moment, Phase, phases_of
from plugfest.reports.validations import sentence
from plugfest.reports.visible import visible

_STYLES: dict[Verdict, str] = {
    "PASS": "green",
    "FAIL": "bold red",
    "INCONCLUSIVE": "yellow",
    "ERROR": "magenta",
    "NOT_APPLICABLE": "dim",
    "NOT_RUN": "dim",
}
_LANES: dict[Lane, str] = {
    "station>csms": "├────────▶│        │",
    "csms>station": "│◀────────┤        │",
    "operator>csms": "│         │◀───────┤",
    "csms>operator": "│         ├╌╌╌╌╌╌╌▶│",
    "across": "│         │        │",
}
_ANSWERS: dict[Lane, str] = {"station>csms": "├╌╌╌╌╌╌╌╌▶│        │", "csms>station": "│◀╌╌╌╌╌╌╌╌┤        │"}
_REFUSED = "├──────✕  │        │"
_EMPTY, _INDENT = _LANES["across"], 35
_SHOWN_CASES = 25


def show(console: Console, case: Case, *, whole: bool = False) -> None:
    """Print one case: facts, cause, and per play the trace with what was demanded at each message.

    The begin states and what comes after the case take one line each, unless something was violated there or
    `whole` is set, which also prints the raw frames.
    """
    title = Text.assemble((short_id(case["id"]), "bold"), "  ", visible(case["title"]), "  ")
    title.append(f"{SIGNS[case['verdict']]} {verdict_label(case)}", _STYLES[case["verdict"]])
    console.print(title)
    if case["about"]:
        console.print(Text(visible(paragraphs(case["about"]))))
    console.print(Text(" · ".join(_facts(case)), "dim"))
    if case["cause"] and case["verdict"] != "PASS":
        console.print()
        console.print(Text(visible(cut(case["cause"]["text"], 400)), _STYLES[case["verdict"]]))
        console.print(Text(advice(case["cause"]["code"], case["verdict"]), "dim"))
    for play in case["plays"]:
        _show_play(console, play, whole)


def summary(console: Console, record: Record) -> None:
    """Print what did not pass, with step, expected and actual, then what is behind it, then the counts."""
    bad = [case for case in record.cases if case["verdict"] in ("FAIL", "INCONCLUSIVE", "ERROR")]
    for case in bad[:_SHOWN_CASES]:
        console.print()
        for line in _failure(case):
            console.print(line)
    if len(bad) > _SHOWN_CASES:
        console.print(Text(f"\n... and {number(len(bad) - _SHOWN_CASES, 'more case')} that did not pass"))
    causes = [cause for cause in root_causes(record.cases) if len(cause.cases) > 1]
    if causes:
        console.print(Text("\nWhat is behind more than one of them:", "bold"))
        for cause in causes[:8]:
            ids = " ".join(short_id(case["id"]) for case in cause.cases[:6])
            more = f" and {len(cause.cases) - 6} more" if len(cause.cases) > 6 else ""
            console.print(Text(f"  {len(cause.cases):>3}  {visible(cut(cause.title, 200))}\n       {ids}{more}"))
    console.print()
    if record.footer and record.footer["unmet_baseline"]:
        unmet = ", ".join(record.footer["unmet_baseline"])
        console.print(Text(f"The baseline did not come true: {visible(unmet)}", "bold red"))
    if record.interrupted:
        console.print(Text(f"Not complete: {record.interrupted}.", "yellow"))
    counts = [
        Text.assemble((SIGNS[count.verdict], _STYLES[count.verdict]), f" {count.words}")
        for count in counted(record.cases)
    ]
    took = Text(f" in {seconds(record.footer['duration'])}" if record.footer else "")
    console.print(Text("  ").join(counts) + took)
    if extra := surplus(record.cases):
        console.print(Text(f"{extra}: see the validations marked advised", "yellow"))


def _facts(case: Case) -> Iterator[str]:
    yield f"use cases {', '.join(case['use_cases']) or 'none'}"
    if case["requirements"]:
        yield ", ".join(case["requirements"])
    for profile, demand in case["profiles"].items():
        yield f"{PROFILES[profile]} {'mandatory' if demand == 'M' else 'conditional'}"
    if case["feature"]:
        yield case["feature"]


def _show_play(console: Console, play: Play, whole: bool) -> None:
    console.print()
    if play["label"]:
        console.print(Text.assemble((visible(play["label"]), "bold"), f"  {SIGNS[play['verdict']]} {play['verdict']}"))
    head = f"{'':14}{'station':<8}{'CSMS':<8}operator"
    console.print(Text(head, "dim"))
    for phase in phases_of(play):
        if phase.part != "main" and not phase.violated and not whole:
            console.print(Text(f"{'':14}{_EMPTY}  {phase.title}: {number(len(phase.moments), 'moment')}", "dim"))
            continue
        _show_phase(console, phase, whole)


def _show_phase(console: Console, phase: Phase, whole: bool) -> None:
    width = max(30, console.width - _INDENT)
    for moment in phase.moments:
        console.print(_line(moment, width), soft_wrap=True)
        automatic = sum(1 for one in moment.validations if (one["kind"], one["outcome"]) == ("automatic", "met"))
        if automatic:
            says = number(automatic, "automatic check")
            console.print(Text.assemble((f"{'':14}{_EMPTY}    ", "dim"), (f"✓ {says} met", "green")))
        for validation in moment.validations:
            for line in _demanded(validation):
                console.print(Text.assemble((f"{'':14}{_EMPTY}    ", "dim"), line), soft_wrap=True)
        if whole and moment.entry and moment.entry["type"] == "frame":
            raw = visible(moment.entry.get("text", moment.entry.get("base64", "")))
            console.print(Text(f"{'':14}{_EMPTY}    {raw}", "dim"), soft_wrap=True)


def _line(moment: Moment, width: int) -> Text:
    answer = moment.kind == "message" and moment.answered_in is not None
    lanes = _ANSWERS.get(moment.lane, "") if answer else _LANES[moment.lane]
    if moment.kind == "connect" and not moment.good:
        lanes = _REFUSED
    elif moment.kind == "missing":
        lanes = _ANSWERS.get(moment.lane, lanes)
    bad = moment.worst == "violated"
    time = f"+{seconds(max(moment.gap, 0))}" if moment.gap is not None else ""
    line = Text.assemble((f"{time:>9} ", "dim"), (f"{'' if moment.step is None else moment.step:>3} ", "cyan"))
    line.append(lanes, "red" if bad else "")
    title = visible(moment.title)
    line.append(f"  {title}", "bold red" if bad else "dim" if moment.lane == "across" else "bold")
    rest = " ".join([moment.detail, *(f"[{mark}]" for mark in moment.marks)])
    room = width - len(title) - 2
    if room > 12 and rest.strip():
        line.append(f"  {cut(visible(rest), room)}", "dim")
    return line


def _demanded(validation: Validation) -> Iterator[Text]:
    tags: list[str] = [validation["weight"]] if validation["weight"] != "required" else []
    tags += [validation["source"]] if validation["source"] else []
    tag = visible(f"  ({', '.join(tags)})") if tags else ""
    if validation["outcome"] == "violated":
        style = "red" if validation["weight"] == "required" else "yellow"
        yield Text(f"{'✕' if style == 'red' else '!'} {visible(cut(validation['text'], 400))}{tag}", style)
        if _has_values(validation):
            yield Text(f"  expected {visible(cut(_expected(validation), 300))}", style)
            yield Text(f"  actual   {visible(cut(_actual(validation), 300))}", style)
    elif validation["kind"] != "automatic":
        sign = {"met": "✓", "relayed": "↺"}.get(validation["outcome"], "–")
        note = "" if validation["outcome"] == "met" else f"  {validation['outcome']}"
        demanded = f"{validation['path']} {validation['matcher']}".strip()
        yield Text(f"{sign} {visible(demanded)}{note}{tag}", "green" if sign == "✓" else "dim")


def _has_values(validation: Validation) -> bool:
    """Whether there is more to show of what was expected and came than the sentence says."""
    return bool(validation["path"]) or validation["expected"] is not None


def _expected(validation: Validation) -> str:
    return " ".join(part for part in expected(validation) if part)


def _actual(validation: Validation) -> str:
    came = validation["present"] and not (validation["entry"] is None and validation["actual"] is None)
    return inline(validation["actual"]) if came else "nothing"


def _failure(case: Case) -> Iterator[Text]:
    verdict = Text(f"{SIGNS[case['verdict']]} {case['verdict']:<13}", _STYLES[case["verdict"]])
    excused = (
        (f"  expected by the baseline: {visible(case['excused']['reason'])}", "dim") if case["excused"] else ("", "")
    )
    yield verdict + Text.assemble((short_id(case["id"]), "bold"), f"  {visible(case['title'])}", excused)
    if case["cause"]:
        yield Text(f"  {visible(cut(case['cause']['text'], 400))}")
    play = decisive_play(case)
    if play is None:
        return
    if play["label"]:
        yield Text(f"  with {visible(play['label'])}", "dim")
    violated = violations(play)
    for validation in violated[:5]:
        step = f"step {validation['step']}" if validation["step"] is not None else "outside the steps"
        if not _has_values(validation):
            if sentence(validation) not in (case["cause"] or {"text": ""})["text"]:
                yield Text(visible(cut(f"  {step}: {sentence(validation)}", 300)))
            continue
        yield Text(visible(f"  {step}, {validation['subject']} {validation['path']}".rstrip()))
        yield Text(f"    expected {visible(cut(_expected(validation), 300))}", "green")
        yield Text(f"    actual   {visible(cut(_actual(validation), 300))}", "red")
    if len(violated) > 5:
        yield Text(f"  and {number(len(violated) - 5, 'more violated validation')}", "dim")
