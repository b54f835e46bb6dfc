"""Requirements that consist of others: several at once, on elements of a list, on an object's content."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from plugfest.scenarios.matching.comparison import Compound
from plugfest.scenarios.matching.equality import MISSING

Parts = Iterator[tuple[Any, Any, str]]


@dataclass(frozen=True)
class _AllOf(Compound):
    demands: tuple[Any, ...]

    def parts(self, actual: Any, path: str) -> Parts:
        for demand in self.demands:
            yield demand, actual, path


@dataclass(frozen=True)
class _Every(Compound):
    demand: Any

    def parts(self, actual: Any, path: str) -> Parts:
        elements = actual if isinstance(actual, list) else []
        for index, element in enumerate(elements):
            yield self.demand, element, f"{path}[{index}]"
        if not elements:
            yield self.demand, MISSING, f"{path}[...]"


@dataclass(frozen=True)
class _First(Compound):
    demand: Any

    def parts(self, actual: Any, path: str) -> Parts:
        there = isinstance(actual, list) and bool(actual)
        yield self.demand, actual[0] if there else MISSING, f"{path}[0]"


@dataclass(frozen=True)
class _Depending(Compound):
    demand_for: Callable[[dict[str, Any]], Any]

    def parts(self, actual: Any, path: str) -> Parts:
        yield self.demand_for(actual if isinstance(actual, dict) else {}), actual, path


def all_of(*demands: Any) -> Compound:
    """Require all of these of the same value."""
    return _AllOf(demands)


def every(demand: Any) -> Compound:
    """Require this of every element of a list with at least one element."""
    return _Every(demand)


def first(demand: Any) -> Compound:
    """Require this of the first element of an ordered list."""
    return _First(demand)


def depending(demand_for: Callable[[dict[str, Any]], Any]) -> Compound:
    """Return a requirement that depends on the received object; the function gets an empty one if there is none."""
    return _Depending(demand_for)
