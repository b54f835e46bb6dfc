"""Count the work of a call: a busy machine changes how long it takes, not how much is done."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from sqlalchemy import Connection


def lines_run(call: Callable[[], object]) -> int:
    """Return how many lines and calls of Python are run by `call`."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def growth(make: Callable[[int], Callable[[], object]], size: int) -> float:
    """Return how much more work the call for twice the size is: 2 where it is in proportion, 4 where it is square."""
    make(size)()  # what is cached at the first use
    return lines_run(make(2 * size)) / lines_run(make(size))


def sqlite_steps(db: Connection, call: Callable[[], object]) -> int:
    """Return how many instructions SQLite runs for the statements of `call`."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    driver: Any = db.connection.dbapi_connection
    driver.set_progress_handler(step, 1)
    try:
        call()
    finally:
        driver.set_progress_handler(None, 1)
    return count
