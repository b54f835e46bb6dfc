"""The verdicts of several systems, case by case, and summed up by functional block."""

from __future__ import annotations

from dataclasses import dataclass

from plugfest.reports.comparison.compare import Row, labels, rows_of
from plugfest.reports.labels import BLOCK_NAMES
from plugfest.reports.readiness import readiness
from plugfest.reports.record import Record


@dataclass(frozen=True)
class System:
    """One column: a CSMS, with the certification profiles that it is ready for."""

    record: Record
    label: str
    ready: list[str]


@dataclass(frozen=True)
class Block:
    """The rows of a functional block, with the passed and the applicable official cases per system."""

    letter: str
    name: str
    rows: list[Row]
    passed: list[tuple[int, int]]


@dataclass(frozen=True)
class Matrix:
    """All that the page shows."""

    systems: list[System]
    blocks: list[Block]
    passed: list[tuple[int, int]]


def matrix(records: list[Record]) -> Matrix:
    """Return systems as columns, in the order given. Raises ValueError without any record."""
    if not records:
        raise ValueError("a matrix needs at least one run record")
    systems = [
        System(record, label, [one.title for one in readiness(record) if one.claimed and one.ready])
        for record, label in zip(records, labels(records), strict=True)
    ]
    every = list(rows_of(records))
    blocks = [
        Block(letter, name, of_block, _passed(of_block, len(systems)))
        for letter, name in BLOCK_NAMES.items()
        if (of_block := [row for row in every if row.block == letter])
    ]
    return Matrix(systems, blocks, _passed(every, len(systems)))


def _passed(of: list[Row], systems: int) -> list[tuple[int, int]]:
    """Count passed and applicable cases per system; extra cases are not counted."""
    counts = []
    for column in range(systems):
        cases = [case for row in of if (case := row.cases[column]) is not None and case["official"]]
        applicable = [case for case in cases if case["verdict"] != "NOT_APPLICABLE"]
        counts.append((sum(case["verdict"] == "PASS" for case in applicable), len(applicable)))
    return counts
