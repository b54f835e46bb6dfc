"""The end of a run on the terminal: new failures, known failures, and the next step."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from plugfest.reports.causes import RootCause, decisive_play, headline, root_causes, violations
from plugfest.reports.counts import counted, surplus
from plugfest.reports.formatting import actual_value, expected_value, first_few, has_values
from plugfest.reports.hints import hint
from plugfest.reports.labels import SIGNS, advice, number, seconds, short_id, verdict_label
from plugfest.reports.missing_intents import missing_intents
from plugfest.reports.record import Case, Record, Validation
from plugfest.reports.terminal.output import STYLES, Output
from plugfest.reports.validations import basis, sentence

_BAD = ("FAIL", "ERROR", "INCONCLUSIVE")
_CASES_SHOWN, _CAUSES_SHOWN, _IDS_SHOWN, _VIOLATIONS_SHOWN = 25, 8, 12, 5


def summary(console: Console, record: Record) -> None:
    """Print shared causes, other new failures with their violations, known failures, counts and a next step."""
    output = Output(console)
    missing = missing_intents(record.cases)
    waiting = {case["id"] for cases in missing.values() for case in cases}
    bad = [case for case in record.cases if case["verdict"] in _BAD]
    new = [case for case in bad if not case["excused"] and case["id"] not in waiting]
    new.sort(key=lambda case: _BAD.index(case["verdict"]))
    causes = root_causes(new)
    shared = [cause for cause in causes if len(cause.cases) > 1]
    _print_shared(output, shared)
    shown = shared[:_CAUSES_SHOWN]
    own = {case["id"] for cause in causes if cause not in shown for case in cause.cases}
    _print_new(output, [case for case in new if case["id"] in own], shown)
    if missing:
        output.line()
        lacking = ", ".join(f"{intent} ({number(len(cases), 'case')})" for intent, cases in missing.items())
        output.line(Text.assemble(("The operator cannot give these orders: ", "yellow"), output.text(lacking, 2_000)))
    known = [case for case in bad if case["excused"]]
    if known:
        output.line()
        output.line(Text.assemble(("Known, as the baseline says: ", "dim"), (output.text(_known(known), 1_000), "dim")))
    output.line()
    _print_end(output, record, new, waiting - {case["id"] for case in known})


def _print_shared(output: Output, shared: list[RootCause]) -> None:
    if not shared:
        return
    output.line()
    output.line("One cause, many cases:", "bold")
    for cause in shared[:_CAUSES_SHOWN]:
        title = Text.assemble((f"  {len(cause.cases):>3}  ", STYLES[cause.verdict]), output.text(cause.title))
        output.line(title, more=" " * 7)
        output.line(f"       {_ids(cause.cases)}", "dim", more=" " * 7)
        output.line(f"       {cause.advice}", "cyan", more=" " * 7)
    if len(shared) > _CAUSES_SHOWN:
        output.line(f"       and {number(len(shared) - _CAUSES_SHOWN, 'more cause')}")


def _print_new(output: Output, new: list[Case], shared: list[RootCause]) -> None:
    for case in new[:_CASES_SHOWN]:
        output.line()
        verdict = Text(f"{SIGNS[case['verdict']]} {verdict_label(case):<13}", STYLES[case["verdict"]])
        title = Text.assemble((short_id(case["id"]), "bold"), f"  {output.text(case['title'])}")
        output.line(verdict + title, more=" " * 16)
        for line in _failure(output, case, shared):
            output.line(line)
    if len(new) > _CASES_SHOWN:
        output.line()
        output.line(f"... and {number(len(new) - _CASES_SHOWN, 'more case')} that did not pass")


def _failure(output: Output, case: Case, shared: list[RootCause]) -> Iterator[Text]:
    yield Text(f"  {output.text(headline(case))}")
    play = decisive_play(case)
    if play is None or not violations(play):
        if case["cause"]:
            yield Text(f"  {advice(case['cause']['code'], case['verdict'])}", "cyan")
        return
    if play["label"]:
        yield Text(f"  with {output.text(play['label'])}", "dim")
    every = violations(play)
    violated = [one for one in every if not any(cause.covers(one) for cause in shared)]
    for validation in violated[:_VIOLATIONS_SHOWN]:
        yield from _violation(output, case, validation)
    if len(violated) > _VIOLATIONS_SHOWN:
        yield Text(f"  and {number(len(violated) - _VIOLATIONS_SHOWN, 'more violated validation')}", "dim")
    if len(every) > len(violated):
        yield Text(f"  besides {number(len(every) - len(violated), 'violation')} listed above", "dim")


def _violation(output: Output, case: Case, validation: Validation) -> Iterator[Text]:
    if sentence(validation) not in headline(case):
        yield Text(f"  {output.text(sentence(validation))}")
    yield Text(f"    {output.text(basis(case['id'], validation))}", "dim")
    if has_values(validation):
        yield Text(f"    expected {output.text(expected_value(validation), 300)}", "green")
        yield Text(f"    actual   {output.text(actual_value(validation), 300)}", "red")
    yield Text(f"    {output.text(hint(validation))}", "cyan")


def _known(cases: list[Case]) -> str:
    reasons: dict[str, list[Case]] = {}
    for case in cases:
        assert case["excused"] is not None
        reasons.setdefault(case["excused"]["reason"], []).append(case)
    return "; ".join(f"{_ids(of_reason)} ({reason})" for reason, of_reason in reasons.items())


def _ids(cases: list[Case]) -> str:
    return first_few([short_id(case["id"]) for case in cases], _IDS_SHOWN)


def _print_end(output: Output, record: Record, new: list[Case], waiting: set[str]) -> None:
    if record.footer and record.footer["unmet_baseline"]:
        for unmet in record.footer["unmet_baseline"]:
            output.line(Text.assemble(("Baseline: ", "bold red"), output.text(unmet)))
    if record.interrupted:
        output.line(f"Not complete: {record.interrupted}.", "yellow")
    counts = [
        Text.assemble((SIGNS[one.verdict], STYLES[one.verdict]), f" {one.words}") for one in counted(record.cases)
    ]
    took = Text(f" in {seconds(record.footer['duration'])}" if record.footer else "")
    output.line(Text("  ").join(counts) + took)
    if extra := surplus(record.cases):
        output.line(f"{extra}: see the validations marked advised", "yellow")
    fresh = len(new) + len(waiting)
    if record.footer:
        output.line(f"{fresh} new: exit {record.footer['exit']}", "green" if not fresh else "bold")
    if new:
        output.line(Text.assemble(("Next: ", "dim"), f"plugfest show {short_id(new[0]['id'])} {record.path}"))
