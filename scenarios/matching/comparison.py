"""Compares a message with the expected values: one finding per requirement, so that a run shows every difference."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from plugfest.scenarios.matching.equality import MISSING
from plugfest.scenarios.matching.matchers import Matcher, Weighed, Weight, equals, one_of, show
from plugfest.simulator.protocol.field_types import field_type


@dataclass(frozen=True)
class Finding:
    """One requirement on one place of a message, and its result."""

    path: str
    matcher: Matcher
    actual: Any
    """The value, or MISSING."""
    weight: Weight
    met: bool

    @property
    def text(self) -> str:
        """Return the finding as text: "evseId must be absent, was 1"."""
        field = self.path or "the message"
        return f"{field} {self.matcher}" + ("" if self.met else f", was {show(self.actual)}")


class Compound(ABC):
    """A requirement that consists of others: see `matching.compounds`."""

    @abstractmethod
    def parts(self, actual: Any, path: str) -> Iterator[tuple[Any, Any, str]]:
        """Return the requirements that it consists of, each with its value and place.

        The value is the actual one itself, or an element of it.
        """


def compare(
    expected: Any, actual: Any, path: str = "", weight: Weight = "required", kind: str = ""
) -> Iterator[Finding]:
    """Yield all findings of the comparison of a value with the expected one.

    `kind` is the value's type in OCPP: a message ("ResetRequest"), a datatype or a primitive type. It determines how
    values are compared; without it, field names with one meaning in all of OCPP determine that.
    """
    if isinstance(expected, Weighed):
        if expected.tolerate:
            yield from compare(one_of(expected.expected, *expected.tolerate), actual, path, weight, kind)
        yield from compare(expected.expected, actual, path, expected.weight, kind)
    elif isinstance(expected, Matcher):
        yield Finding(path, expected, actual, weight, expected.is_met(actual, kind))
    elif isinstance(expected, Compound):
        for demand, value, place in expected.parts(actual, path):
            yield from compare(demand, value, place, weight, kind)
    elif isinstance(expected, dict):
        yield from _members(expected, actual, path, weight, kind)
    elif isinstance(expected, list | tuple):
        yield from _elements(list(expected), actual, path, weight, kind)
    else:
        yield from compare(equals(expected), actual, path, weight, kind)


def matches(expected: Any, actual: Any, kind: str = "") -> bool:
    """Return whether no requirement is violated."""
    return mismatch(expected, actual, kind) == 0


def mismatch(expected: Any, actual: Any, kind: str = "") -> int:
    """Return the number of violated requirements."""
    findings = compare(expected, actual, kind=kind)
    return sum(not finding.met for finding in findings if finding.weight == "required")


def _members(expected: dict[str, Any], actual: Any, path: str, weight: Weight, kind: str) -> Iterator[Finding]:
    for name, demand in expected.items():
        value = actual.get(name, MISSING) if isinstance(actual, dict) else MISSING
        yield from compare(demand, value, f"{path}.{name}" if path else name, weight, field_type(kind, name, value))


def _elements(expected: list[Any], actual: Any, path: str, weight: Weight, kind: str) -> Iterator[Finding]:
    """Compare by content: each expected element is compared with the best matching element of the list."""
    left = dict(enumerate(actual)) if isinstance(actual, list) else {}
    for element in expected:
        if not left:
            yield from compare(element, MISSING, f"{path}[...]", weight, kind)
            continue
        index = _best(element, left, kind)
        yield from compare(element, left.pop(index), f"{path}[{index}]", weight, kind)


def _best(expected: Any, left: dict[int, Any], kind: str) -> int:
    """Return the first element without a difference, which ends the search, or that with the fewest."""
    differences: dict[int, int] = {}
    for index, value in left.items():
        differences[index] = _differences(expected, value, kind)
        if not differences[index]:
            return index
    return min(differences, key=lambda index: differences[index])


def _differences(expected: Any, actual: Any, kind: str) -> int:
    return sum(not finding.met for finding in compare(expected, actual, kind=kind))
