"""Gather the texts of a line of the record, which are far fewer than its values."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

from plugfest.reports.record.plain import DEEPEST, is_plain_text

_LARGEST = (1 << 63) - 1
_WORDS_OF_CREDENTIALS = ("basic", "certificate", "none", None)


@dataclass
class Texts:
    """The texts of a value."""

    each: set[str]
    """Every text once, names of members included."""
    names: set[str]
    together: str
    """All of them, joined by zero bytes: one search of this excludes most lines."""
    marked: bool
    """Whether a member is marked by a cut text beside it, or as credentials in other words than the record's own."""


def texts_of(value: object) -> Texts | None:
    """Return the texts of a value; None if it is not plain (see `plain`)."""
    gathering = _Gathering()
    level: list[Any] = [[value]]
    for _ in range(DEEPEST + 1):
        inside = gathering.gather(level)
        if inside is None:
            return None
        if not inside:
            return gathering.texts()
        level = inside
    return None


class _Gathering:
    def __init__(self) -> None:
        self._texts = set[str]()
        self._names = set[str]()
        self._marked = False

    def gather(self, level: list[Any]) -> list[Any] | None:
        """Gather the texts of these lists and dictionaries; return those inside them, or None if one is not plain."""
        add, inside = self._texts.add, list[Any]()
        for container in level:
            if type(container) is dict:
                self._names.update(container)
                if container.get("truncated") is True or (
                    "credentials" in container and container["credentials"] not in _WORDS_OF_CREDENTIALS
                ):
                    self._marked = True
            for member in container.values() if type(container) is dict else container:
                kind = type(member)
                if kind is str:
                    add(member)
                elif member is None or kind is bool:
                    continue
                elif kind is int:
                    if not -_LARGEST <= member <= _LARGEST:
                        return None
                elif kind is dict or kind is list:
                    inside.append(member)
                elif kind is not float or not isfinite(member):
                    return None
        return inside

    def texts(self) -> Texts | None:
        """Return what was gathered; None if a name or a text is not plain."""
        if set(map(type, self._names)) - {str}:
            return None
        self._texts |= self._names
        together = "\0".join(self._texts)
        return Texts(self._texts, self._names, together, self._marked) if is_plain_text(together) else None
