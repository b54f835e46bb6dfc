"""The log on stderr: one line per event without control characters, and repeated lines limited."""

from __future__ import annotations

import json
import logging
import re
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

_MAX_KINDS: Final = 1000
_LONGEST: Final = 2000
_EXTRA: Final = ("event", "station", "address", "status")
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def configure(level: int, *, as_json: bool = False) -> None:
    """Write the log of the process to stderr, from this level on: lines of text, or one JSON object a line."""
    handler = logging.StreamHandler()
    plain = VisibleFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonFormatter() if as_json else plain)
    handler.addFilter(RepetitionFilter())
    logging.basicConfig(level=level, handlers=[handler])
    for name in ("websockets", "aiohttp.server"):  # errors of peers are not errors of the CSMS
        logging.getLogger(name).setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", "Parsed a serial number")  # nor are invalid certificates of peers


class JsonFormatter(logging.Formatter):
    """Writes a record as one JSON object in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage()[:_LONGEST],
            **{name: getattr(record, name) for name in _EXTRA if hasattr(record, name)},
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


class VisibleFormatter(logging.Formatter):
    """Escapes characters that control a terminal, end a line or change its direction; indents further lines."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines of a record; all but the first are indented."""
        first, *more = super().format(record).split("\n")
        return "\n".join([_visible(first), *(f"    {_visible(line)}" for line in more)])

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the first line, with line breaks of the message escaped."""
        record.message = record.message[:_LONGEST].replace("\n", "\\n")
        return super().formatMessage(record)


class RepetitionFilter(logging.Filter):
    """Passes `most` records of one kind in every `window` seconds; the next one says how many were dropped.

    This keeps a peer from filling the disk with repeated lines.
    """

    def __init__(self, most: int = 20, window: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._most = most
        self._window = window
        self._clock = clock
        self._seen: dict[tuple[str, int, str], tuple[int, float]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Count the record; return whether it passes."""
        key = record.name, record.lineno, str(record.msg)[:40]
        now = self._clock()
        count, since = self._seen.pop(key, (0, now))
        if now - since >= self._window:
            if count > self._most:
                record.msg = f"{record.getMessage()} (and {count - self._most} more like it before, not written)"
                record.args = ()
            count, since = 0, now
        if len(self._seen) >= _MAX_KINDS:
            del self._seen[next(iter(self._seen))]
        self._seen[key] = (count + 1, since)
        return count < self._most


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
