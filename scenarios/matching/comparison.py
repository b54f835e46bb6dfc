"""Compares a message with the expected values: one finding per requirement, so that a run shows every difference."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from plugfest.scenarios.matching.equality import MISSING
from plugfest.scenarios.matching.matchers import Matcher, Weighed, Weight, equals, one_of, show
from plugfest.simulator.protocol.field_types import field_type

_PLAIN: Final = (str, int, float, bool, type(None))
_equals: Final = lru_cache(maxsize=1024, typed=True)(equals)
"""The requirements on plain values, which scenarios repeat; typed, as 1 is not true."""


class Finding(NamedTuple):
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
    if isinstance(expected, _PLAIN):
        matcher = _equals(expected)
        yield Finding(path, matcher, actual, weight, matcher.is_met(actual, kind))
    elif isinstance(expected, Matcher):
        yield Finding(path, expected, actual, weight, expected.is_met(actual, kind))
    elif isinstance(expected, dict):
        yield from _members(expected, actual, path, weight, kind)
    elif isinstance(expected, list | tuple):
        yield from _elements(list(expected), actual, path, weight, kind)
    elif isinstance(expected, Weighed):
        if expected.tolerate:
            yield from compare(one_of(expected.expected, *expected.tolerate), actual, path, weight, kind)
        yield from compare(expected.expected, actual, path, expected.weight, kind)
    elif isinstance(expected, Compound):
        for demand, value, place in expected.parts(actual, path):
            yield from compare(demand, value, place, weight, kind)
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
        index, findings = _best(element, left, path, weight, kind)
        del left[index]
        yield from findings


def _best(expected: Any, left: dict[int, Any], path: str, weight: Weight, kind: str) -> tuple[int, list[Finding]]:
    """Return the first element without a difference, or else that with the fewest, and its findings."""
    candidates: list[tuple[int, int, list[Finding]]] = []
    for index, value in left.items():
        findings = list(compare(expected, value, f"{path}[{index}]", weight, kind))
        differences = sum(not finding.met for finding in findings)
        if not differences:
            return index, findings
        candidates.append((differences, index, findings))
    _, index, findings = min(candidates, key=lambda candidate: candidate[0])
    return index, findings
