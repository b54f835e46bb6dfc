"""The `[operator]` tables of the operators with few or no members."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any


@dataclass(frozen=True, kw_only=True)
class NoneTable:
    """No operator: only the cases that need none can be played."""

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
    """A class written by the user."""

    kind: Annotated[str, {"const": "python"}]
    use: Annotated[str, {"pattern": "^[A-Za-z_][\\w.]*:[A-Za-z_]\\w*$"}]
    """`module:Class`."""
    path: str | None = None
    """A folder to import from, besides the configuration's own folder."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Passed to the class as keyword arguments."""


def may_provision(table: Mapping[str, Any]) -> bool:
    """Return whether an `[operator]` table may create stations; a Python operator decides that once it is open."""
    return table.get("kind") in ("compact", "python") or "provision" in table
