"""The `[operator]` tables of the operators that need little or nothing to be said about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any


@dataclass(frozen=True, kw_only=True)
class NoneTable:
    """Nobody: only the cases that need no operator can be played."""

    kind: Annotated[str, {"const": "none"}] = "none"


@dataclass(frozen=True, kw_only=True)
class CompactTable:
    """The compact CSMS's operator API."""

    kind: Annotated[str, {"const": "compact"}]
    url: Annotated[str, {"pattern": "^https?://"}]
    token: str


@dataclass(frozen=True, kw_only=True)
class ManualTable:
    """A person at the terminal."""

    kind: Annotated[str, {"const": "manual"}]
    patience: Annotated[float, {"exclusiveMinimum": 0}] = 120.0
    """Seconds that the person has for one order."""


@dataclass(frozen=True, kw_only=True)
class PythonTable:
    """A class of the user's own."""

    kind: Annotated[str, {"const": "python"}]
    use: Annotated[str, {"pattern": "^[A-Za-z_][\\w.]*:[A-Za-z_]\\w*$"}]
    """`module:Class`."""
    path: str | None = None
    """A folder to import from; the configuration's own folder is always looked in."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Given to the class as keyword arguments."""


def may_provision(table: Mapping[str, Any]) -> bool:
    """Return whether an `[operator]` table can make stations: one of the user's own class shows when it is open."""
    return table.get("kind") in ("compact", "python") or "provision" in table
