"""SIGINT and SIGTERM: they end a run with a complete record, from its beginning to its end."""

import asyncio
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from plugfest.scenarios.engine.signals import SIGNALS


class Interruption:
    """Cancels the current work of a run: first the run itself; while cases are played, the tasks that play them.

    Used in the loop's main thread: `with Interruption() as interruption`. Without `signals` only `interrupt` ends it.
    """

    def __init__(self, signals: tuple[signal.Signals, ...] = SIGNALS) -> None:
        self.happened = False
        self._signals = signals
        task = asyncio.current_task()
        self._tasks: list[asyncio.Task[Any]] = [task] if task is not None else []

    def __enter__(self) -> Self:
        loop = asyncio.get_running_loop()
        for number in self._signals:
            loop.add_signal_handler(number, self.interrupt)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        loop = asyncio.get_running_loop()
        for number in self._signals:
            loop.remove_signal_handler(number)

    @contextmanager
    def ends(self, tasks: Iterable["asyncio.Task[Any]"]) -> Iterator[None]:
        """Cancel only these tasks within the context and nothing after it, so that the record is completed."""
        self._tasks = list(tasks)
        try:
            yield
        finally:
            self._tasks = []

    def interrupt(self) -> None:
        """End the run as a signal would."""
        self.happened = True
        for task in self._tasks:
            task.cancel()
