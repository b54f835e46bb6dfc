"""The log of the compact CSMS: text of peers in it, and repeated lines."""

from __future__ import annotations

import logging

from plugfest.csms.log import RepetitionFilter, VisibleFormatter

HOSTILE = "x\n::error title=pwned::hi\r\x1b[2J\u202e\u2028\ud800"


def _record(message: str, *args: object) -> logging.LogRecord:
    return logging.LogRecord("csms.net", logging.WARNING, "file.py", 7, message, args, None)


def test_log_message_is_one_line_without_control_characters() -> None:
    line = VisibleFormatter("%(name)s: %(message)s").format(_record("station %s", HOSTILE))
    assert line == r"csms.net: station x\n::error title=pwned::hi\u000d\u001b[2J\u202e\u2028\ud800"


def test_traceback_lines_never_begin_with_text_of_a_peer() -> None:
    record = _record("broke")
    try:
        raise ValueError(HOSTILE)
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)
    first, *more = VisibleFormatter("%(message)s").format(record).split("\n")
    assert first == "broke"
    assert more
    assert all(line.startswith("    ") for line in more)
    assert "\x1b" not in "".join(more)


def test_repeated_lines_are_counted_instead_of_written() -> None:
    now = 0.0
    repeated = RepetitionFilter(most=3, window=60, clock=lambda: now)
    assert [repeated.filter(_record("too many open files: %s", number)) for number in range(1000)].count(True) == 3
    assert repeated.filter(_record("another line"))
    now = 61.0
    record = _record("too many open files: %s", 1000)
    assert repeated.filter(record)
    assert record.getMessage() == "too many open files: 1000 (and 997 more like it before, not written)"


def test_number_of_remembered_line_kinds_is_bounded() -> None:
    repeated = RepetitionFilter()
    for number in range(5000):
        repeated.filter(_record(f"{number} is new"))
    assert len(repeated._seen) <= 1000
