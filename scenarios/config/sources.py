"""Values outside the file: in the environment (`{env = "NAME"}`) or in a file (`{file = "path"}`)."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plugfest.scenarios.config.problems import KeyPath, Problem

_OPAQUE = frozenset({"json", "form", "multipart", "graphql", "where", "when", "ev_needs"})
"""These keys contain the user's own data, which may look like a source but is not one."""

_SECRET = frozenset({"password", "key", "expired_key", "other_station_key", "token", "client_secret"})


_SECRET_TABLES = frozenset({"values", "headers", "query", "form"})
"""Tables whose values from outside are secrets, because `{ env = ... }` is used for values that are not public."""
_SECRET_HEADER = re.compile(r"(?i)auth|token|secret|key|cookie|password|credential")
_PUBLIC_HEADERS = frozenset({"accept", "accept-language", "content-type", "user-agent"})
_SHORTEST_CREDENTIAL = 8


class Sources:
    """Replaces references in a configuration by their values; `secrets` collects the values that must not be shown."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        self._environment = os.environ if environment is None else environment
        self.problems: list[Problem] = []
        self.secrets: set[str] = set()

    def resolve(self, data: Any, path: KeyPath = ()) -> Any:
        """Return the same data with every reference replaced.

        A reference without a value becomes a problem and an empty text.
        """
        if isinstance(data, list):
            return [self.resolve(item, (*path, number)) for number, item in enumerate(data)]
        if isinstance(data, dict):
            if _is_source(data):
                value = self._look_up(data, path)
                if path[-1] in _SECRET or (not _SECRET_TABLES.isdisjoint(path) and not _is_public(path[-1])):
                    self._add_secret(value)
                return value
            return {key: value if key in _OPAQUE else self.resolve(value, (*path, key)) for key, value in data.items()}
        if isinstance(data, str) and path and (path[-1] in _SECRET or _is_secret_header(path)):
            self._add_secret(data)
        return data

    def _add_secret(self, value: str) -> None:
        """Add a secret; of a header such as `Bearer TOKEN`, also the credential alone."""
        self.secrets.add(value)
        _, _, credential = value.partition(" ")
        if len(credential) >= _SHORTEST_CREDENTIAL and " " not in credential:
            self.secrets.add(credential)

    def _look_up(self, source: dict[str, str], path: KeyPath) -> str:
        if "env" in source:
            return self._variable(source, path)
        file = self._folder / Path(source["file"]).expanduser()
        try:
            return file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or str(error)
            self.problems.append(Problem(path, f"the file {file} cannot be read: {why}"))
            return ""

    def _variable(self, source: dict[str, str], path: KeyPath) -> str:
        """Return the value of an environment variable; an empty one counts as unset."""
        name = source["env"]
        if value := self._environment.get(name, ""):
            return value
        if "default" in source:
            return source["default"]
        what = (
            f"the environment variable {name} is empty"
            if name in self._environment
            else f"the environment has no {name}"
        )
        self.problems.append(Problem(path, f"{what}; set it before the run", unset=True))
        return ""


def _is_source(data: dict[str, Any]) -> bool:
    known = data.keys() in ({"env"}, {"env", "default"}, {"file"})
    return known and all(isinstance(value, str) for value in data.values())


def _is_public(name: str | int) -> bool:
    return str(name).lower() in _PUBLIC_HEADERS


def _is_secret_header(path: KeyPath) -> bool:
    return "headers" in path and _SECRET_HEADER.search(str(path[-1])) is not None
