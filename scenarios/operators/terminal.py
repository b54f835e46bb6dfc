"""A person at a terminal: lines typed there, and what is shown."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from plugfest.scenarios.operators.protocol import OperatorError


class Terminal:
    """Reads lines without holding up the event loop; `reading` and `writing` are file descriptors of a terminal."""

    def __init__(self, reading: int | None = None, writing: int | None = None) -> None:
        self._reading = sys.stdin.fileno() if reading is None else reading
        self._writing = sys.stderr.fileno() if writing is None else writing
        self._typed = bytearray()
        self.closed = False

    def check(self) -> None:
        """Raises OperatorError when nobody can sit there."""
        if not os.isatty(self._reading):
            raise OperatorError(
                'The operator of kind "manual" asks a person, and this is no terminal: run plugfest in one, '
                "or describe another operator."
            )

    def show(self, text: str) -> None:
        """Write as it is."""
        os.write(self._writing, text.encode())

    @asynccontextmanager
    async def lines(self) -> AsyncIterator["asyncio.Queue[str | None]"]:
        """What is typed from now on, line by line; None when the terminal is closed."""
        lines: asyncio.Queue[str | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        loop.add_reader(self._reading, self._read, lines)
        try:
            yield lines
        finally:
            loop.remove_reader(self._reading)

    def _read(self, lines: "asyncio.Queue[str | None]") -> None:
        try:
            part = os.read(self._reading, 4096)
        except OSError:
            part = b""
        if not part:
            self.closed = True
            asyncio.get_running_loop().remove_reader(self._reading)
            lines.put_nowait(None)
            return
        self._typed += part
        while b"\n" in self._typed:
            line, _, rest = bytes(self._typed).partition(b"\n")
            self._typed = bytearray(rest)
            lines.put_nowait(line.decode(errors="replace").strip())
