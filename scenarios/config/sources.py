"""Values that stand elsewhere: in the environment (`{env = "NAME"}`) or in a file (`{file = "path"}`)."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plugfest.scenarios.config.problems import KeyPath, Problem

_OPAQUE = frozenset({"json", "form", "multipart", "graphql", "where", "when", "ev_needs"})
"""Under these keys stands data of the user's own, which may look like a source and is none."""

_SECRET = frozenset({"password", "key", "expired_key", "other_station_key", "token", "client_secret"})


class Sources:
    """Puts values from elsewhere where a configuration refers to them; `secrets` collects what must not be shown."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        self._environment = os.environ if environment is None else environment
        self.problems: list[Problem] = []
        self.secrets: set[str] = set()

    def resolve(self, data: Any, path: KeyPath = ()) -> Any:
        """The same data with every reference replaced; one that leads nowhere becomes a problem and an empty text."""
        if isinstance(data, list):
            return [self.resolve(item, (*path, number)) for number, item in enumerate(data)]
        if isinstance(data, dict):
            if _is_source(data):
                value = self._look_up(data, path)
                if path[-1] in _SECRET or "values" in path:
                    self.secrets.add(value)
                return value
            return {key: value if key in _OPAQUE else self.resolve(value, (*path, key)) for key, value in data.items()}
        if path and path[-1] in _SECRET and isinstance(data, str):
            self.secrets.add(data)
        return data

    def _look_up(self, source: dict[str, str], path: KeyPath) -> str:
        if "env" in source:
            name = source["env"]
            if name in self._environment:
                return self._environment[name]
            if "default" in source:
                return source["default"]
            self.problems.append(Problem(path, f"the environment has no {name}; set it before the run"))
            return ""
        file = self._folder / Path(source["file"]).expanduser()
        try:
            return file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or str(error)
            self.problems.append(Problem(path, f"the file {file} cannot be read: {why}"))
            return ""


def _is_source(data: dict[str, Any]) -> bool:
    known = data.keys() in ({"env"}, {"env", "default"}, {"file"})
    return known and all(isinstance(value, str) for value in data.values())
