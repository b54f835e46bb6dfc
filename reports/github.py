"""Files and commands for GitHub Actions: annotations of failures, the summary of a job, the outputs of a step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plugfest.reports.causes import headline
from plugfest.reports.counts import verdict_counts
from plugfest.reports.formatting import cut
from plugfest.reports.labels import VERDICTS, number, short_id, verdict_label
from plugfest.reports.markdown import job_summary
from plugfest.reports.record import Case, Record
from plugfest.reports.visible import github_data, github_property

_SHOWN = 10
"""GitHub shows ten annotations of a kind per step."""
_LONGEST_SUMMARY = 1_000_000
_LEVELS = {"FAIL": "error", "ERROR": "error", "INCONCLUSIVE": "warning"}


def failure_annotations(record: Record) -> Iterator[str]:
    """Yield a workflow command per case that did not pass, new ones first; excused ones are notices."""
    bad = [case for case in record.cases if case["verdict"] in _LEVELS]
    bad.sort(key=lambda case: (case["excused"] is not None, list(_LEVELS).index(case["verdict"])))
    for case in bad[:_SHOWN]:
        level = "notice" if case["excused"] else _LEVELS[case["verdict"]]
        title = f"{short_id(case['id'])} {verdict_label(case)}"
        yield f"::{level} title={github_property(title)}::{github_data(_text(case))}"
    if len(bad) > _SHOWN:
        yield f"::warning title=plugfest::{number(len(bad) - _SHOWN, 'more case')} did not pass, see the job's summary"
    for unmet in record.footer["unmet_baseline"] if record.footer else []:
        yield f"::error title=plugfest baseline::{github_data(cut(unmet, 1_000))}"


def append_summary(record: Record, file: Path) -> None:
    """Append the summary of the run to the job summary. Raises OSError."""
    summary = job_summary(record)
    with file.open("a", encoding="utf-8") as out:
        out.write(summary if len(summary) <= _LONGEST_SUMMARY else summary[:_LONGEST_SUMMARY] + "\n\n... cut\n")


def append_outputs(record: Record, file: Path) -> None:
    """Append the count of each verdict to the outputs of the step: `pass=213`, `not-run=3`. Raises OSError."""
    counts = verdict_counts(record.cases)
    with file.open("a", encoding="utf-8") as out:
        out.writelines(f"{verdict.lower().replace('_', '-')}={counts.get(verdict, 0)}\n" for verdict in VERDICTS)


def _text(case: Case) -> str:
    excuse = f" (expected by the baseline: {case['excused']['reason']})" if case["excused"] else ""
    return cut(headline(case) + excuse, 1_000)
