"""Read a run record, complete or interrupted."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from plugfest.reports.record.schema import FORMAT, violation
from plugfest.reports.record.shapes import Case, Footer, Header

_LARGE = 10_000_000
"""Number of bytes from which on msgspec saves more time than its import takes."""


class RecordError(Exception):
    """Raised when a file is not a readable run record; the text says where and why."""


@dataclass(frozen=True)
class Record:
    """A run record in memory. `cases` are in the order of their ids, each once (a later line replaces an earlier)."""

    path: Path
    header: Header
    cases: list[Case]
    footer: Footer | None
    cut: bool
    """Whether the last line was incomplete, as after a kill; that line is ignored."""

    @property
    def interrupted(self) -> str | None:
        """Explain why the record is incomplete; None if the run ended normally."""
        if self.footer is None:
            return "the run was ended from outside: its record has no last line" + (
                " and its last case was cut" if self.cut else ""
            )
        return "the run was interrupted" if self.footer["interrupted"] else None

    def case(self, case_id: str) -> Case | None:
        """Return the case of that id (TC_B_21_CSMS, or TC_B_21 for short); None when there is none."""
        full = case_id if case_id.endswith("_CSMS") else f"{case_id}_CSMS"
        return next((case for case in self.cases if case["id"] == full), None)


def read_record(path: Path | str) -> Record:
    """Read the record at `path`, gzip or not.

    Raises RecordError with the line number for an invalid record, and OSError if it cannot be read.
    """
    path = Path(path)
    return record_of_lines(path, content_of(path).split(b"\n"))


def record_of_lines(path: Path, lines: list[bytes]) -> Record:
    """Return the record that consists of these lines of the file; blank ones are ignored. Raises RecordError."""
    decode = _decoder(sum(map(len, lines)))
    last = max((number for number, line in enumerate(lines, 1) if line.strip()), default=0)
    if not last:
        raise RecordError(f"{path} is empty, so it is no run record. Give the run.jsonl that `plugfest run` writes.")
    header: Header | None = None
    footer: Footer | None = None
    cases: dict[str, Case] = {}
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        line = _parsed(raw, decode)
        if line is None and number == last and number > 1 and number == len(lines):
            return _record(path, header, cases, None, cut=True)
        if line is None:
            raise RecordError(f"{path}, line {number} is no JSON object, so this is no run record of plugfest.")
        _check(path, number, line, first=header is None)
        if line["kind"] == "header":
            header = cast(Header, line)
        elif line["kind"] == "case":
            cases[str(line["id"])] = cast(Case, line)
        else:
            footer = cast(Footer, line)
    return _record(path, header, cases, footer, cut=False)


def read_header(path: Path | str) -> Header:
    """Read the first line of a record alone. Raises RecordError or OSError as `read_record`."""
    path = Path(path)
    with _opened(path) as file:
        line = _parsed(file.readline())
    if line is None:
        raise RecordError(f"{path}, line 1 is no JSON object, so this is no run record of plugfest.")
    _check(path, 1, line, first=True)
    return cast(Header, line)


def _opened(path: Path) -> BinaryIO | gzip.GzipFile:
    """Open a record, which may be compressed by gzip as those of the history are."""
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def content_of(path: Path) -> bytes:
    """Return the content of a record, decompressed if it is compressed."""
    try:
        with _opened(path) as file:
            return file.read()
    except (EOFError, zlib.error) as error:
        raise RecordError(f"{path} is no complete gzip file: {error}") from error


def _decoder(size: int) -> Callable[[bytes], object]:
    """Return what reads the lines of a record of this size: msgspec is three times as fast, but slow to import.

    The process that wrote the record has imported it.
    """
    if size < _LARGE and "msgspec" not in sys.modules:
        return json.loads
    from msgspec import DecodeError
    from msgspec import json as fast

    def decode(raw: bytes) -> object:
        try:
            return fast.decode(raw)
        except DecodeError:
            return json.loads(raw)  # which also accepts what other programs may have written, such as NaN

    return decode


def _parsed(raw: bytes, decode: Callable[[bytes], object] = json.loads) -> dict[str, object] | None:
    try:
        line = decode(raw)
    except (ValueError, RecursionError):
        return None
    return line if isinstance(line, dict) else None


def _check(path: Path, number: int, line: dict[str, object], *, first: bool) -> None:
    if first and line.get("kind") != "header":
        raise RecordError(f"{path}, line {number} is no header, so this is no run record of plugfest.")
    written_as = line.get("format", FORMAT)
    if first and isinstance(written_as, int) and written_as > FORMAT:
        raise RecordError(
            f"{path} is a record of format {written_as}; this plugfest reads format {FORMAT}. Read it with a newer one."
        )
    wrong = violation(line)
    if wrong is not None:
        raise RecordError(f"{path}, line {number} is not as format {FORMAT} of the record says: {wrong}")


def _record(path: Path, header: Header | None, cases: dict[str, Case], footer: Footer | None, *, cut: bool) -> Record:
    if header is None:
        raise RecordError(f"{path} has no header, so it is no run record of plugfest.")
    return Record(path, header, sorted(cases.values(), key=lambda case: case["id"]), footer, cut)
