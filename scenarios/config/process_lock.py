"""Locks between the processes of a user, each with a small file of plain data that remains."""

import fcntl
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any, TextIO


def state_folder() -> Path:
    """Return the folder for data that outlives a run: below $XDG_STATE_HOME, by default ~/.local/state.

    A user without a writable home gets a folder among the temporary files.
    """
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    for parent in (Path(home), Path(tempfile.gettempdir()) / f"plugfest-{os.getuid()}"):
        folder = parent / "plugfest"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    raise PermissionError(f"no folder for locks can be made below {home} or {tempfile.gettempdir()}")


class ProcessLock:
    """A lock that one process holds at a time. It is released when its process ends, however that happens."""

    def __init__(self, name: str) -> None:
        self.path = state_folder() / f"{hashlib.sha256(name.encode()).hexdigest()[:24]}.json"
        self._file: TextIO | None = None

    def acquire(self, *, wait: bool = True) -> bool:
        """Acquire the lock and return whether that succeeded. With `wait`, wait until it is free."""
        file = self.path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Release the lock."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def read(self) -> dict[str, Any]:
        """Return the data that the last holder wrote; empty when there is none or it is unreadable."""
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def write(self, values: dict[str, Any]) -> None:
        """Write data for the next holder. Only the holder may write."""
        assert self._file is not None, "the lock is not held"
        self._file.seek(0)
        self._file.truncate()
        json.dump(values, self._file)
        self._file.flush()
