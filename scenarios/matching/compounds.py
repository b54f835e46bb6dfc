"""Demands made of others: several at once, on every element of a list, on the first, on what an object itself says."""

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
    """Each of these demands, on the same value."""
    return _AllOf(demands)


def every(demand: Any) -> Compound:
    """Return the demand on every element of a list, which has at least one."""
    return _Every(demand)


def first(demand: Any) -> Compound:
    """Return the demand on the first element of a list, whose order counts."""
    return _First(demand)


def depending(demand_for: Callable[[dict[str, Any]], Any]) -> Compound:
    """Return a demand that depends on the object which came; the function is given it, or an empty one in its place."""
    return _Depending(demand_for)
