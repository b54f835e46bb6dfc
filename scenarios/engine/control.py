"""Controls of a run under way, used in its event loop: pause, stop, put a case off or play it again, add notes."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any


class RunControl:
    """Controls of a run for an observer. A run without one never calls anything here."""

    def __init__(self) -> None:
        self.on_stop: Callable[[], None] = lambda: None
        """Set by the run: ends it in good order."""
        self.stopped = False
        self.notes: dict[str, list[dict[str, Any]]] = {}
        """Remarks by case, for the record."""
        self._may_go_on = asyncio.Event()
        self._may_go_on.set()
        self._again: dict[str, bool] = {}

    @property
    def paused(self) -> bool:
        """Whether no further case is begun for now."""
        return not self._may_go_on.is_set()

    def pause(self) -> None:
        """Begin no further case until `resume`; those under way come to their end."""
        self._may_go_on.clear()

    def resume(self) -> None:
        """Go on with the next case."""
        self._may_go_on.set()

    async def may_go_on(self) -> None:
        """Return once the run is not paused."""
        await self._may_go_on.wait()

    def stop(self) -> None:
        """End the run as an interruption does: what is under way is cancelled, and the record is complete."""
        self.stopped = True
        self.on_stop()

    def play_again(self, case: str, *, at_once: bool) -> None:
        """Drop what comes of the play that is under way, and play the case again: next, or when the others are over."""
        self._again[case] = at_once

    def requeue(self, case: str, queue: deque[str]) -> bool:
        """Put a case whose play has ended back into the queue where that was asked for; whether it was."""
        at_once = self._again.pop(case, None)
        if at_once is None or self.stopped:
            return False
        if at_once:
            queue.appendleft(case)
        else:
            queue.append(case)
        return True

    def note(self, case: str, note: dict[str, Any]) -> None:
        """Add a remark to a case's record, whether it has been written yet or not."""
        self.notes.setdefault(case, []).append(note)
