"""Read of an earlier record what the reports of a later one show beside it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from plugfest.reports.record.reader import Record, content_of, record_of_lines


class _Head(msgspec.Struct):
    """The members of a line that are read of every case, in a fifth of the time of reading it whole."""

    id: str = ""
    verdict: str = ""


_heads = msgspec.json.Decoder(_Head)


def read_differing(path: Path, later: Record) -> Record:
    """Read a record without the cases that have the same verdict in a later one, or are not in it.

    Raises RecordError and OSError as `read_record`.
    """
    wanted = {case["id"]: case["verdict"] for case in later.cases}
    lines = content_of(path).split(b"\n")
    heads = [_head(line) for line in lines]
    verdicts = {head.id: head.verdict for head in heads if head.id}
    differing = {case for case, verdict in verdicts.items() if wanted.get(case, verdict) != verdict}
    kept = [b"" if head.id and head.id not in differing else line for line, head in zip(lines, heads, strict=True)]
    return record_of_lines(path, kept)


def _head(line: bytes) -> _Head:
    try:
        return _heads.decode(line)
    except (msgspec.DecodeError, RecursionError):  # a blank line, or one that is refused later
        return _Head()
