"""Find differences between runs, and the slowest answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plugfest.reports.answers import answers
from plugfest.reports.counts import Count, counted
from plugfest.reports.formatting import cut
from plugfest.reports.labels import BLOCK_NAMES
from plugfest.reports.record import Case, Record, Verdict

_SLOWEST, _LONGEST = 12, 300
_PLAYED = ("PASS", "FAIL", "INCONCLUSIVE", "ERROR")


@dataclass(frozen=True)
class Column:
    """One run of the comparison, with a unique `label`."""

    record: Record
    label: str
    counts: list[Count]
    duration: float | None


@dataclass(frozen=True)
class Row:
    """One case in all runs; None if a record does not have it."""

    id: str
    block: str
    title: str
    cases: list[Case | None]

    @property
    def verdicts(self) -> list[Verdict | None]:
        """The verdict in each run."""
        return [case["verdict"] if case else None for case in self.cases]

    @property
    def differs(self) -> bool:
        """Whether the runs that played the case disagree."""
        return len(set(self.verdicts) - {None, "NOT_RUN"}) > 1


@dataclass(frozen=True)
class Change:
    """A case whose verdict differs from that of the previous run."""

    row: Row
    column: int
    since: int
    """The previous run: the latest one that played the case."""
    before: Verdict
    after: Verdict
    edition: str | None = None
    """The change of the case in the later run's edition, if the editions differ."""
    rules: str | None = None
    """A note that plugfest judged the two runs by different rules."""

    @property
    def why(self) -> str:
        """The cause of the verdict; if the case passes now, that of the previous verdict."""
        case = self.row.cases[self.column if self.after != "PASS" else self.since]
        cause = case["cause"]["text"] if case and case["cause"] else ""
        edition = self.edition and f"the edition changed: {self.edition}"
        return cut("; ".join(filter(None, (edition, self.rules, cause))), _LONGEST)


@dataclass(frozen=True)
class Answer:
    """A response of the CSMS and its time in seconds."""

    column: int
    case: str
    action: str
    took: float


@dataclass(frozen=True)
class Comparison:
    """The data of the pages of a comparison."""

    columns: list[Column]
    rows: list[Row]
    lost: list[Change]
    """Cases that passed before and were played without a PASS."""
    won: list[Change]
    """Cases that pass and did not pass before."""
    slowest: list[Answer]

    @property
    def one_csms(self) -> bool:
        """Whether all runs tested the same CSMS, so that the columns are points in time."""
        return len({column.record.header["csms"]["name"] for column in self.columns}) == 1

    @property
    def editions(self) -> list[str]:
        """The editions that the runs follow, each once, in the order of the runs."""
        return list(dict.fromkeys(_edition(column.record) for column in self.columns))

    @property
    def rules(self) -> list[int]:
        """The versions of plugfest's rules for the runs, each once."""
        return list(dict.fromkeys(rules(column.record) for column in self.columns))

    @property
    def by_edition(self) -> list[Change]:
        """The changes in cases changed by the edition of the later run."""
        return [change for change in self.lost + self.won if change.edition]

    @property
    def blocks(self) -> list[tuple[str, str, list[Row]]]:
        """The rows by functional block."""
        return [
            (block, name, rows)
            for block, name in BLOCK_NAMES.items()
            if (rows := [row for row in self.rows if row.block == block])
        ]


def compare(records: list[Record]) -> Comparison:
    """Compare runs, in the order given. Raises ValueError for fewer than two."""
    if len(records) < 2:
        raise ValueError("a comparison needs at least two run records")
    columns = [
        Column(record, label, counted(record.cases), record.footer["duration"] if record.footer else None)
        for record, label in zip(records, labels(records), strict=True)
    ]
    rows = list(rows_of(records))
    changes = [change for column in range(1, len(columns)) for row in rows if (change := _change(records, row, column))]
    return Comparison(
        columns,
        rows,
        [change for change in changes if change.before == "PASS"],
        [change for change in changes if change.after == "PASS"],
        sorted(_answers(records), key=lambda answer: -answer.took)[:_SLOWEST],
    )


def labels(records: list[Record]) -> list[str]:
    """Label the runs by CSMS if that is unique, else by CSMS and time, else by number."""
    names = [record.header["csms"]["name"] for record in records]
    if len(set(names)) == len(names):
        return names
    times = [record.header["started"][:16].replace("T", " ") for record in records]
    labels = times if len(set(names)) == 1 else [f"{name}, {time}" for name, time in zip(names, times, strict=True)]
    if len(set(labels)) == len(labels):
        return labels
    return [f"{position}: {label}" for position, label in enumerate(labels, 1)]


def rows_of(records: list[Record]) -> Iterator[Row]:
    """Yield a row per case that any of the records has, in order."""
    by_id = [{case["id"]: case for case in record.cases} for record in records]
    for case_id in sorted(set().union(*by_id)):
        cases = [cases.get(case_id) for cases in by_id]
        known = next(case for case in cases if case)
        yield Row(case_id, known["block"], known["title"], cases)


def _change(records: list[Record], row: Row, column: int) -> Change | None:
    """Return the change since the latest earlier run that played the case."""
    after = row.verdicts[column]
    since = next((number for number in reversed(range(column)) if row.verdicts[number] in _PLAYED), None)
    if since is None or after not in _PLAYED:
        return None
    before = row.verdicts[since]
    if before is None or before == after or "PASS" not in (before, after):
        return None
    case = row.cases[column]
    other_edition = _edition(records[since]) != _edition(records[column])
    edition = case.get("changed") if case and other_edition else None
    return Change(row, column, since, before, after, edition, _other_rules(records[since], records[column]))


def _other_rules(earlier: Record, later: Record) -> str | None:
    before, after = rules(earlier), rules(later)
    return None if before == after else f"the rules of plugfest changed from {before} to {after}"


def rules(record: Record) -> int:
    """Return the version of plugfest's rules for a run; 1 for records without it."""
    return record.header.get("rules") or 1


def _edition(record: Record) -> str:
    return f"{record.header['edition']}, errata {record.header['errata']}"


def _answers(records: list[Record]) -> Iterator[Answer]:
    for column, record in enumerate(records):
        for case in record.cases:
            for play in case["plays"]:
                for action, took in answers(play):
                    yield Answer(column, case["id"], action, took)
