"""Write a run record, line by line, without secrets."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from plugfest.reports.record.secrets import Redactor
from plugfest.reports.record.shapes import Case, Footer, Header, Line


class RecordWriter:
    """The one writer of a run's record.

    Every complete line is written immediately, so a killed process leaves a readable record. Secrets are replaced first
    (see `redact`); those that become known later are passed to `learn`.
    """

    def __init__(self, path: Path | str, secrets: Iterable[str] = ()) -> None:
        """Create the record at `path`, replacing an existing file. Raises OSError if it cannot be written."""
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._redactor = Redactor(secrets)
        from msgspec.json import encode  # six times as fast as json, but slow to import for those who only read

        self._encode = encode
        self._file = self.path.open("wb", buffering=0)
        self._whole = 0
        """Bytes of the complete lines."""

    def learn(self, *secrets: str) -> None:
        """Add secrets that no later line may show."""
        self._redactor.learn(secrets)

    def header(self, header: Header) -> None:
        """Write the first line."""
        self._write(header)

    def case(self, case: Case) -> None:
        """Write the line of one case."""
        self._write(case)

    def footer(self, footer: Footer) -> None:
        """Write the last line, which makes the record complete."""
        self._write(footer)

    def close(self) -> None:
        """Close the file. Without a footer the record is that of an interrupted run."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, line: Line) -> None:
        clean = self._redactor.redact(line)
        encoded = self._encode(clean) + b"\n"
        try:
            rest = memoryview(encoded)
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError:
            # On a full disk the lines written before remain a readable record.
            with suppress(OSError):
                self._file.truncate(self._whole)
            raise
        self._whole += len(encoded)
