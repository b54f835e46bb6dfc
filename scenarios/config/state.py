"""The state file, which outlives a run: new passwords, keys and raised security profiles of stations."""

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from plugfest.scenarios.config.description import StationEntry
from plugfest.scenarios.config.problems import ConfigurationError, Problem
from plugfest.scenarios.config.process_lock import ProcessLock

KEPT: Final = ("password", "certificate", "key", "security_profile")
"""Credentials that a station received in a run and that the configuration does not contain."""


class StateFile:
    """One JSON file that only its owner can read, because it contains secrets."""

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)

    def read(self) -> dict[str, dict[str, Any]]:
        """Return the stored values by station identity; raises ConfigurationError for a file of another format."""
        if not self._path.exists():
            return {}
        try:
            stations = json.loads(self._path.read_text(encoding="utf-8"))["stations"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            text = "is no state of plugfest's; name another file or remove it"
            raise ConfigurationError(str(self._path), [Problem((), text)]) from error
        return {str(identity): dict(kept) for identity, kept in stations.items()}

    def remember(self, identity: str, changes: Mapping[str, Any]) -> None:
        """Store a station's new values immediately, because a run may be killed at any time. None deletes a value."""
        lock = ProcessLock(f"state {self._path.resolve()}")
        lock.acquire()
        try:
            stations = self.read()
            kept = {**stations.get(identity, {}), **{key: changes[key] for key in KEPT if key in changes}}
            stations[identity] = {key: value for key, value in kept.items() if value is not None}
            self._write({name: values for name, values in stations.items() if values})
        finally:
            lock.release()

    def applied(self, stations: Iterable[StationEntry]) -> tuple[StationEntry, ...]:
        """Return the stations of a configuration with the values that earlier runs stored."""
        kept = self.read()
        return tuple(replace(entry, **kept.get(entry.identity, {})) for entry in stations)

    def _write(self, stations: dict[str, dict[str, Any]]) -> None:
        """Replace the file atomically: the new one is complete before it takes the old one's place."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"stations": stations}, file, indent=1)
        Path(name).replace(self._path)
