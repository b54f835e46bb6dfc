"""The comparison as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from plugfest.reports.comparison.compare import Change, Column, Comparison
from plugfest.reports.labels import SIGNS, VERDICTS, seconds
from plugfest.reports.markdown import escape, table
from plugfest.reports.record import Verdict


def markdown(comparison: Comparison) -> str:
    """Return comparison.md: the runs, the changes, and one column per run for every case."""
    return "\n".join(_lines(comparison)) + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    columns = comparison.columns
    yield "# Comparison of runs"
    yield ""
    yield from table(
        ["Run", "CSMS", "Took", *VERDICTS.values()],
        [
            [
                escape(column.label),
                escape(column.record.header["csms"]["name"]),
                seconds(column.duration) if column.duration is not None else "not complete",
                *(str(_total(column, verdict)) for verdict in VERDICTS),
            ]
            for column in columns
        ],
    )
    yield ""
    if len(comparison.rules) > 1:
        numbers = " and ".join(map(str, comparison.rules))
        yield f"plugfest judged the runs by different rules ({numbers}): a verdict can differ without the CSMS."
    if len(comparison.editions) > 1:
        yield f"The runs follow different editions: {escape('; '.join(comparison.editions))}."
        cases = ", ".join(change.row.id for change in comparison.by_edition)
        yield f"Verdicts that changed in cases which the edition changed: {cases or 'none'}."
        yield ""
    for title, changes in (
        ("From passed to not passed", comparison.lost),
        ("From not passed to passed", comparison.won),
    ):
        if changes:
            yield f"## {title}"
            yield ""
            yield from table(["Case", "Run", "Change", "Why"], [_change(comparison, change) for change in changes])
            yield ""
    yield "## All cases"
    yield ""
    yield from table(
        ["Case", *(escape(column.label) for column in columns)],
        [[row.id, *(_cell(verdict) for verdict in row.verdicts)] for row in comparison.rows],
    )
    if comparison.slowest:
        yield ""
        yield "## The slowest answers"
        yield ""
        yield from table(
            ["Answer", "Case", "Run", "Took"],
            [
                [escape(answer.action), answer.case, escape(columns[answer.column].label), seconds(answer.took)]
                for answer in comparison.slowest
            ],
        )


def _total(column: Column, verdict: Verdict) -> int:
    return next((count.total for count in column.counts if count.verdict == verdict), 0)


def _change(comparison: Comparison, change: Change) -> list[str]:
    label = comparison.columns[change.column].label
    return [change.row.id, escape(label), f"{change.before} to {change.after}", escape(change.why)]


def _cell(verdict: Verdict | None) -> str:
    return f"{SIGNS[verdict]} {verdict}" if verdict else ""
