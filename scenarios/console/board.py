"""The state that all open pages show: named sections that change, and streams that follow the changes."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Render = Callable[[], Any]


@dataclass
class Cursor:
    """The data that one page has received: a version per section, a length per log."""

    version: int = -1
    sections: dict[str, int] = field(default_factory=dict)
    logs: dict[str, tuple[int, int]] = field(default_factory=dict)


class Log:
    """A list that grows until it is cleared; a page is sent the entries that it has not received."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self.life = 0

    def begin(self) -> None:
        """Clear the log, also in the pages."""
        self.items, self.life = [], self.life + 1


class Board:
    """Changed sections are sent completely, logs by their new entries."""

    def __init__(self) -> None:
        self.version = 0
        self._sections: dict[str, tuple[int, Render]] = {}
        self._logs: dict[str, Log] = {}
        self._changed = asyncio.Event()

    def section(self, name: str, render: Render) -> None:
        """Add a section; `render` returns its content whenever it is sent."""
        self._sections[name] = (self.version, render)

    def log(self, name: str) -> Log:
        """Add a log, or return the one of that name."""
        return self._logs.setdefault(name, Log())

    def drop_log(self, name: str) -> None:
        """Remove a log."""
        self._logs.pop(name, None)

    def touch(self, *names: str) -> None:
        """Record that these sections, or logs, have changed."""
        self.version += 1
        for name in names:
            self._sections[name] = (self.version, self._sections[name][1])
        self._changed.set()

    async def wait(self, cursor: Cursor, seconds: float) -> bool:
        """Wait until there is news for the page, with a time limit; return whether there is."""
        if self.version == cursor.version:
            self._changed.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._changed.wait()
            except TimeoutError:
                return False
        return True

    def news(self, cursor: Cursor) -> dict[str, Any]:
        """Return everything that the page has not received, and move its cursor."""
        news: dict[str, Any] = {name: render() for name, render in self._new_sections(cursor)}
        logs = dict(self._new_items(cursor))
        if logs:
            news["logs"] = logs
        gone = sorted(cursor.logs.keys() - self._logs.keys())
        if gone:
            news["gone"] = gone
        for name in gone:
            del cursor.logs[name]
        cursor.version = self.version
        return news

    def _new_sections(self, cursor: Cursor) -> Iterator[tuple[str, Render]]:
        for name, (version, render) in self._sections.items():
            if cursor.sections.get(name, -1) < version:
                cursor.sections[name] = version
                yield name, render

    def _new_items(self, cursor: Cursor) -> Iterator[tuple[str, Any]]:
        for name, log in self._logs.items():
            life, seen = cursor.logs.get(name, (-1, 0))
            seen = seen if life == log.life else 0
            if life != log.life or seen < len(log.items):
                cursor.logs[name] = (log.life, len(log.items))
                yield name, {"from": seen, "items": log.items[seen:]}
