"""Print one case on the terminal: its facts, its trace, and the validations of each message."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from plugfest.reports.causes import headline, headline_advice
from plugfest.reports.formatting import actual_value, expected_value, frame_summary, has_values
from plugfest.reports.hints import hint
from plugfest.reports.labels import PROFILES, SIGNS, number, paragraphs, seconds, short_id, verdict_label
from plugfest.reports.record import Case, Play, Record, Validation
from plugfest.reports.terminal.output import STYLES, Output
from plugfest.reports.timeline import Lane, Moment, Phase, phases_of
from plugfest.reports.visible import visible

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
_UNCUT = 1_000_000


def show(console: Console, case: Case, record: Record | None = None, *, whole: bool = False) -> None:
    """Print one case: its run, facts, cause, and per play the trace with the validations of each message.

    The initial states and the end after the case take one line each, unless they contain a violation. Violating frames
    are printed raw; with `whole`, all phases and frames are printed.
    """
    output = Output(console)
    if record is not None:
        output.line(Text(_run(output, record, case), "dim"))
    title = Text.assemble((short_id(case["id"]), "bold"), "  ", output.text(case["title"]), "  ")
    title.append(f"{SIGNS[case['verdict']]} {verdict_label(case)}", STYLES[case["verdict"]])
    output.line(title)
    for paragraph in paragraphs(case["about"] or "").splitlines():
        output.line(visible(paragraph), more="")
    output.line(" · ".join(_facts(case)), "dim")
    if case["cause"] and case["verdict"] != "PASS":
        output.line()
        output.line(Text(output.text(headline(case)), STYLES[case["verdict"]]))
        output.line(headline_advice(case), "dim")
    if case["excused"]:
        output.line(f"Excused by the baseline: {output.text(case['excused']['reason'])}", "yellow")
    for play in case["plays"]:
        _show_play(output, play, whole)


def _run(output: Output, record: Record, case: Case) -> str:
    header, carried = record.header, case.get("carried")
    when = header["started"][:16].replace("T", " ")
    text = f"run of {when} UTC, {output.text(header['csms']['name'])}, plugfest {header['plugfest']}, {record.path}"
    return text + (f"; carried over from the run of {carried['started'][:16].replace('T', ' ')} UTC" if carried else "")


def _facts(case: Case) -> Iterator[str]:
    yield f"use cases {', '.join(case['use_cases']) or 'none'}"
    if case["requirements"]:
        yield ", ".join(case["requirements"])
    for profile, demand in case["profiles"].items():
        yield f"{PROFILES[profile]} {'mandatory' if demand == 'M' else 'conditional'}"
    if case["feature"]:
        yield case["feature"]


def _show_play(output: Output, play: Play, whole: bool) -> None:
    output.line()
    if play["label"]:
        verdict = f"  {SIGNS[play['verdict']]} {verdict_label(play)}"
        output.line(Text.assemble((output.text(play["label"]), "bold"), verdict))
    output.line(f"{'':14}{'station':<8}{'CSMS':<8}operator", "dim")
    for phase in phases_of(play):
        if phase.part != "main" and not phase.violated and not whole:
            output.line(f"{'':14}{_EMPTY}  {phase.title}: {number(len(phase.moments), 'moment')}", "dim")
            continue
        _show_phase(output, phase, whole)


def _show_phase(output: Output, phase: Phase, whole: bool) -> None:
    begin = f"{'':14}{_EMPTY}    "
    for moment in phase.moments:
        output.console.print(_line(output, moment), soft_wrap=True)
        automatic = sum(1 for one in moment.validations if (one["kind"], one["outcome"]) == ("automatic", "met"))
        if automatic:
            says = number(automatic, "automatic check")
            output.line(Text.assemble((begin, "dim"), (f"✓ {says} met", "green")))
        for validation in moment.validations:
            for line in _demanded(output, validation):
                output.line(Text.assemble((begin, "dim"), line), more=Text(f"{begin}  ", "dim"))
        if moment.entry and moment.entry["type"] == "frame" and (whole or moment.worst == "violated"):
            raw = visible(" ".join(moment.entry.get("text", moment.entry.get("base64", "")).split()))
            output.console.print(Text(f"{begin}{raw}", "dim"), soft_wrap=True)


def _line(output: Output, moment: Moment) -> Text:
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
    title = output.text(moment.title)
    line.append(f"  {title}", "bold red" if bad else "dim" if moment.lane == "across" else "bold")
    detail = moment.detail
    if output.width is None and moment.entry and moment.entry["type"] == "frame":
        detail = frame_summary(moment.entry, _UNCUT)
    rest = " ".join([detail, *(f"[{mark}]" for mark in moment.marks)])
    room = _UNCUT if output.width is None else max(30, output.width - _INDENT) - len(title) - 2
    if room > 12 and rest.strip():
        line.append(f"  {output.text(rest, room)}", "dim")
    return line


def _demanded(output: Output, validation: Validation) -> Iterator[Text]:
    tags: list[str] = [validation["weight"]] if validation["weight"] != "required" else []
    tags += [validation["source"]] if validation["source"] else []
    tag = visible(f"  ({', '.join(tags)})") if tags else ""
    if validation["outcome"] == "violated":
        style = "red" if validation["weight"] == "required" else "yellow"
        yield Text(f"{'✕' if style == 'red' else '!'} {output.text(validation['text'])}{tag}", style)
        if has_values(validation):
            yield Text(f"  expected {output.text(expected_value(validation), 300)}", style)
            yield Text(f"  actual   {output.text(actual_value(validation), 300)}", style)
        yield Text(f"  {output.text(hint(validation))}", "cyan")
    elif validation["kind"] != "automatic":
        sign = {"met": "✓", "relayed": "↺"}.get(validation["outcome"], "–")
        note = "" if validation["outcome"] == "met" else f"  {validation['outcome']}"
        demanded = f"{validation['path']} {validation['matcher']}".strip()
        yield Text(f"{sign} {output.text(demanded)}{note}{tag}", "green" if sign == "✓" else "dim")
