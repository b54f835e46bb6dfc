"""A person at the terminal: one task at a time, answered by single keys."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Final

from plugfest.scenarios.operators.desk import Answer, Controls, Task
from plugfest.scenarios.operators.protocol import OrderOutcome
from plugfest.scenarios.operators.terminal import Terminal

_CHOICES: Final = "[Enter] done   [s] skip   [c] the CSMS cannot do it   [?] more"
_LOOKS: Final = "[Enter] it does   [s] skip   [c] it does not   [?] more"
_HELP: Final = """
    [Enter] or [d]  done; not needed when the message is there already
    [r]  the CSMS refused: asks for its words
    [s]  skip: the case cannot be played
    [c]  the CSMS cannot do it; [C] nothing of this kind
    [t]  one minute more
    [a]  play this case again from its beginning
    [n]  a note for the record
    [q]  quit: the record is complete, `plugfest run --resume` goes on with it
"""
_IMPOSSIBLE: Final = "the person at the terminal says: the CSMS cannot do it"
_SKIPPED: Final = "skipped at the terminal"
_ONE_MINUTE: Final = 60.0


class TerminalDesk:
    """Asks one task at a time, however many plays have tasks."""

    def __init__(self, terminal: Terminal, controls: Controls | None = None, expected: int = 0) -> None:
        self._terminal = terminal
        self._controls = controls
        self._expected = expected
        self._asked = 0
        self._one_at_a_time = asyncio.Lock()

    def check(self) -> None:
        """Raise OperatorError when there is no terminal."""
        self._terminal.check()

    async def ask(self, task: Task, patience: float) -> Answer:
        """Show the task, and wait for a key; show as well when the task is no longer needed."""
        async with self._one_at_a_time:
            self._asked += 1
            self._terminal.show(f"\n>>> {self._number(task)}Station {task.station}: {task.text}.\n")
            if task.order is not None:
                self._terminal.show(f"    plugfest waits for the {task.order.intent.action}Request at the station.\n")
            self._terminal.show(f"    {_LOOKS if task.look else _CHOICES}\n")
            try:
                return await self._answered(task, patience)
            except asyncio.CancelledError:
                came = task.order is not None and task.order.message_came.is_set()
                self._terminal.show(
                    "\r    Done: its message is there.          \n"
                    if came
                    else "\r    No longer needed: plugfest goes on.          \n"
                )
                raise

    def _number(self, task: Task) -> str:
        about = f" of about {max(self._expected, self._asked)}" if self._expected else ""
        if task.order is None or not task.order.case:
            return f"Order {self._asked}{about}. " if self._expected else ""
        step = task.order.step()
        return f"{task.order.case}{f', step {step}' if step is not None else ''}, order {self._asked}{about}. "

    async def _answered(self, task: Task, patience: float) -> Answer:
        until = time.monotonic() + patience
        async with self._terminal.keys() as keys:
            while (left := until - time.monotonic()) > 0:
                self._terminal.show(f"\r    {left:4.0f} s > ")
                try:
                    async with asyncio.timeout(min(left, 1.0)):
                        key = await keys.get()
                except TimeoutError:
                    continue
                if key is None:
                    return Answer(OrderOutcome.FAILED, "the terminal was closed")
                if key == "t":
                    until += _ONE_MINUTE
                    self._terminal.show("\n    One minute more.\n")
                elif (answer := await self._answer(key, task)) is not None:
                    self._terminal.show("\n")
                    return answer
        self._terminal.show("\n")
        return Answer(OrderOutcome.FAILED, f"no answer at the terminal within {patience:g} s")

    async def _answer(self, key: str, task: Task) -> Answer | None:
        """Return the answer for a key; None while the task is still open."""
        match key:
            case "\n" | "\r" | "d":
                return Answer(OrderOutcome.DONE)
            case "s":
                return Answer(OrderOutcome.REFUSED, _SKIPPED)
            case "r":
                words = await self._terminal.line("    What the CSMS said: ")
                return Answer(OrderOutcome.REFUSED, words or "the CSMS refused it")
            case "c" | "C":
                return Answer(OrderOutcome.REFUSED, _IMPOSSIBLE, cannot="all" if key == "C" else "this")
            case "a" | "n" | "q" if self._controls is not None:
                return await self._controlled(key, task, self._controls)
            case "?":
                self._terminal.show(_HELP)
            case _:
                self._terminal.show(f"    {key!r} is none of: {_CHOICES}\n")
        return None

    async def _controlled(self, key: str, task: Task, controls: Controls) -> Answer | None:
        case = task.order.case if task.order is not None else ""
        if key == "q":
            controls.stop()
            return Answer(OrderOutcome.REFUSED, "the run was stopped at the terminal")
        if not case:
            return None
        if key == "a":
            controls.play_again(case, at_once=True)
            return Answer(OrderOutcome.REFUSED, "played again, as the person at the terminal asked")
        if text := await self._terminal.line("    Note: "):
            written = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            controls.note(case, {"text": text, "by": "terminal", "written": written})
        return None
