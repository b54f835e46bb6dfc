"""The record of a fleet: JSON Lines with a header, a sample for every second, and a footer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

VERSION = 1
KIND = "fleet"


class FleetRecordError(ValueError):
    """Raised when a file is not a record of a fleet."""


@dataclass(frozen=True)
class FleetRecord:
    """A fleet's run: configuration, counts of each second, and end."""

    header: dict[str, Any]
    samples: tuple[dict[str, Any], ...]
    footer: dict[str, Any] | None
    """None: the writer was killed."""


class FleetRecordWriter:
    """Writes a record while the fleet runs; every line is flushed immediately."""

    def __init__(self, path: Path, header: Mapping[str, Any]) -> None:
        self._path = path
        self._header = {"kind": KIND, "version": VERSION, **header}
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("w", encoding="utf-8")
        self._write(self._header)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def sample(self, second: float, counted: Mapping[str, Any]) -> None:
        """Write the counts of one second."""
        self._write({"kind": "sample", "second": second, **counted})

    def end(self, **facts: Any) -> None:
        """Write the footer."""
        self._write({"kind": "end", **facts})

    def _write(self, entry: Mapping[str, Any]) -> None:
        assert self._file is not None, "the record is not open"
        self._file.write(json.dumps(entry, separators=(",", ":")) + "\n")
        self._file.flush()


def read_fleet_record(path: Path) -> FleetRecord:
    """Read a record. Raises FleetRecordError, or OSError if it cannot be opened. A torn last line is left out."""
    entries = list(_entries(path))
    if not entries or entries[0].get("kind") != KIND or entries[0].get("version") != VERSION:
        raise FleetRecordError(f"{path} is no record of a fleet of version {VERSION}")
    samples = tuple(entry for entry in entries if entry.get("kind") == "sample")
    footer = next((entry for entry in entries if entry.get("kind") == "end"), None)
    return FleetRecord(entries[0], samples, footer)


def _entries(path: Path) -> list[dict[str, Any]]:
    found = []
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
        except ValueError:
            if number == len(lines):
                break
            raise FleetRecordError(f"{path}, line {number}: not JSON") from None
        if not isinstance(entry, dict):
            raise FleetRecordError(f"{path}, line {number}: not an object")
        found.append(entry)
    return found
