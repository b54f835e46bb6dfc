"""A person at a terminal: reads typed keys and lines, and writes text."""

import asyncio
import os
import termios
import tty
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from plugfest.reports.visible import visible
from plugfest.scenarios.operators.protocol import OperatorError


class Terminal:
    """Reads without blocking the event loop; `reading` and `writing` are file descriptors of a terminal.

    By default these are standard input and standard error.
    """

    def __init__(self, reading: int | None = None, writing: int | None = None) -> None:
        self._reading = 0 if reading is None else reading
        self._writing = 2 if writing is None else writing
        self.closed = False

    def check(self) -> None:
        """Raise OperatorError when there is no terminal."""
        if not os.isatty(self._reading):
            raise OperatorError(
                'The operator of kind "manual" asks a person, and this is no terminal: run plugfest in one, '
                "use `plugfest console`, or describe another operator."
            )

    def show(self, text: str) -> None:
        """Write a text, with control characters escaped."""
        os.write(self._writing, visible(text).encode())

    @asynccontextmanager
    async def keys(self) -> AsyncIterator["asyncio.Queue[str | None]"]:
        """Return the keys pressed from now on, one at a time; None when the terminal is closed.

        Of keys typed together only the first one counts: "s" and Enter are one answer, not two.
        """
        keys: asyncio.Queue[str | None] = asyncio.Queue()

        def read(typed: str) -> None:
            keys.put_nowait(typed[0] if typed else None)

        with self._key_by_key(), self._reader(read):
            yield keys

    async def line(self, prompt: str) -> str:
        """Ask for a line, edited in the terminal; empty when the terminal is closed."""
        line: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def read(typed: str) -> None:
            if not line.done():
                line.set_result(typed.strip())

        self.show(f"\n{prompt}")
        with self._line_by_line(), self._reader(read):
            return await line

    @contextmanager
    def _reader(self, read: Callable[[str], None]) -> Iterator[None]:
        """Install a reader for typed keys; restore the previous reader afterwards."""
        loop = asyncio.get_running_loop()
        before, self._read = self._read, read
        loop.add_reader(self._reading, self._typed)
        try:
            yield
        finally:
            self._read = before
            if before is None:
                loop.remove_reader(self._reading)

    _read: Callable[[str], None] | None = None

    def _typed(self) -> None:
        try:
            part = os.read(self._reading, 4096)
        except OSError:
            part = b""
        if not part:
            self.closed = True
            asyncio.get_running_loop().remove_reader(self._reading)
        if self._read is not None:
            self._read(part.decode(errors="replace"))

    @contextmanager
    def _key_by_key(self) -> Iterator[None]:
        before = termios.tcgetattr(self._reading)
        tty.setcbreak(self._reading, termios.TCSANOW)
        try:
            yield
        finally:
            termios.tcsetattr(self._reading, termios.TCSANOW, before)

    @contextmanager
    def _line_by_line(self) -> Iterator[None]:
        attributes = termios.tcgetattr(self._reading)
        lines = [*attributes]
        lines[3] |= termios.ICANON | termios.ECHO
        termios.tcsetattr(self._reading, termios.TCSANOW, lines)
        try:
            yield
        finally:
            termios.tcsetattr(self._reading, termios.TCSANOW, attributes)
