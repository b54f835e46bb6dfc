"""Comparing what came with what was expected: one finding per demand, so that a run shows everything that is wrong."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from plugfest.scenarios.matching.matchers import MISSING, Matcher, Weighed, Weight, equals, one_of, show


@dataclass(frozen=True)
class Finding:
    """One demand on one place of a message, and how it turned out."""

    path: str
    matcher: Matcher
    actual: Any
    """The value, or MISSING."""
    weight: Weight
    met: bool

    @property
    def text(self) -> str:
        """The finding in words: "evseId must be absent, was 1"."""
        field = self.path or "the message"
        return f"{field} {self.matcher}" + ("" if self.met else f", was {show(self.actual)}")


class Compound(ABC):
    """A demand that is made of others: see `matching.compounds`."""

    @abstractmethod
    def parts(self, actual: Any, path: str) -> Iterator[tuple[Any, Any, str]]:
        """The demands that it is made of, each with the value and the place that it is about."""


def compare(expected: Any, actual: Any, path: str = "", weight: Weight = "required") -> Iterator[Finding]:
    """All findings of comparing a value with what is expected of it."""
    if isinstance(expected, Weighed):
        if expected.tolerate:
            yield from compare(one_of(expected.expected, *expected.tolerate), actual, path, weight)
        yield from compare(expected.expected, actual, path, expected.weight)
    elif isinstance(expected, Matcher):
        yield Finding(path, expected, actual, weight, expected.holds(actual))
    elif isinstance(expected, Compound):
        for demand, value, place in expected.parts(actual, path):
            yield from compare(demand, value, place, weight)
    elif isinstance(expected, dict):
        yield from _members(expected, actual, path, weight)
    elif isinstance(expected, list | tuple):
        yield from _elements(list(expected), actual, path, weight)
    else:
        yield from compare(equals(expected), actual, path, weight)


def matches(expected: Any, actual: Any) -> bool:
    """Whether nothing that is required is violated."""
    return mismatch(expected, actual) == 0


def mismatch(expected: Any, actual: Any) -> int:
    """How many required demands are violated."""
    return sum(not finding.met for finding in compare(expected, actual) if finding.weight == "required")


def _members(expected: dict[str, Any], actual: Any, path: str, weight: Weight) -> Iterator[Finding]:
    for name, demand in expected.items():
        value = actual.get(name, MISSING) if isinstance(actual, dict) else MISSING
        yield from compare(demand, value, f"{path}.{name}" if path else name, weight)


def _elements(expected: list[Any], actual: Any, path: str, weight: Weight) -> Iterator[Finding]:
    """Lists match by content: each expected element takes the element that fits it best, wherever it stands."""
    left = dict(enumerate(actual)) if isinstance(actual, list) else {}
    for element in expected:
        if not left:
            yield from compare(element, MISSING, f"{path}[...]", weight)
            continue
        index = min(left, key=lambda i: (_differences(element, left[i]), i))
        yield from compare(element, left.pop(index), f"{path}[{index}]", weight)


def _differences(expected: Any, actual: Any) -> int:
    return sum(not finding.met for finding in compare(expected, actual))
