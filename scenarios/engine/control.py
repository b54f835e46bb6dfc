"""Controls of a running run, used in its event loop: pause, stop, postpone or repeat a case, add notes."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any


class RunControl:
    """Controls of a run for an observer. A run without one never calls anything here."""

    def __init__(self) -> None:
        self.on_stop: Callable[[], None] = lambda: None
        """Set by the run: stops it with a complete record."""
        self.stopped = False
        self.notes: dict[str, list[dict[str, Any]]] = {}
        """Remarks by case, for the record."""
        self._may_go_on = asyncio.Event()
        self._may_go_on.set()
        self._again: dict[str, bool] = {}

    @property
    def paused(self) -> bool:
        """Return whether the run is paused: no further case is begun."""
        return not self._may_go_on.is_set()

    def pause(self) -> None:
        """Begin no further case until `resume`; running cases are completed."""
        self._may_go_on.clear()

    def resume(self) -> None:
        """Continue with the next case."""
        self._may_go_on.set()

    async def may_go_on(self) -> None:
        """Return once the run is not paused."""
        await self._may_go_on.wait()

    def stop(self) -> None:
        """End the run as a signal does: running plays are cancelled, and the record is complete."""
        self.stopped = True
        self.on_stop()

    def play_again(self, case: str, *, at_once: bool) -> None:
        """Discard the result of the running play and play the case again: next, or after all others."""
        self._again[case] = at_once

    def requeue(self, case: str, queue: deque[str]) -> bool:
        """Put a case whose play has ended back into the queue if that was requested; return whether it was."""
        at_once = self._again.pop(case, None)
        if at_once is None or self.stopped:
            return False
        if at_once:
            queue.appendleft(case)
        else:
            queue.append(case)
        return True

    def note(self, case: str, note: dict[str, Any]) -> None:
        """Add a remark to a case's record, before or after the record is written."""
        self.notes.setdefault(case, []).append(note)
