"""Requirements on values that can be evaluated and shown as text.

A plain value requires equality as OCPP compares values of the field's type, a dict requires at least these members,
a list requires each of its elements anywhere in the received list. Everything else is a `Matcher`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from plugfest.scenarios.matching.csms_clock import csms_now
from plugfest.scenarios.matching.equality import MISSING, as_datetime, is_number, same

Weight = Literal["required", "advised", "beyond"]


@dataclass(frozen=True)
class Matcher:
    """One requirement on one value: `says` completes "<field> ..." ("must be absent"); `holds` evaluates it."""

    rule: str
    """The requirement's kind, for programs: "equals", "absent", "one of", "near"..."""
    says: str
    holds: Callable[[Any], bool]
    """Called with the value, or MISSING."""
    expected: Any = None
    """The expected value as JSON, for the record."""
    source: str | None = None
    """The source of the requirement if it is not the case's own text: an erratum, a requirement of Part 2."""
    holds_for_type: Callable[[Any, str], bool] | None = None
    """As `holds`, for a requirement that depends on the field's OCPP type, the second argument."""

    def is_met(self, actual: Any, field_type: str = "") -> bool:
        """Return whether a value of this type meets the requirement."""
        return self.holds(actual) if self.holds_for_type is None else self.holds_for_type(actual, field_type)

    def __str__(self) -> str:
        return self.says

    def per(self, source: str) -> "Matcher":
        """Return the same requirement with its source ("erratum 6.2.15", "A01.FR.02")."""
        return replace(self, source=source)


@dataclass(frozen=True)
class Weighed:
    """A requirement with another weight than "required"; `tolerate` lists values that cause only a warning."""

    expected: Any
    weight: Weight
    tolerate: tuple[Any, ...] = ()


def advised(expected: Any, *, tolerate: Any = MISSING) -> Weighed:
    """Return a requirement for a "should" or an unclear text: a violation is shown but does not fail the case.

    With `tolerate`, only that value is tolerated; any other value fails.
    """
    return Weighed(expected, "advised", () if tolerate is MISSING else (tolerate,))


def beyond(expected: Any) -> Weighed:
    """Return a requirement that Part 6 does not have: a violation is shown but never fails the case."""
    return Weighed(expected, "beyond")


def _by_type(rule: str, says: str, holds: Callable[[Any, str], bool], expected: Any) -> Matcher:
    """Return a requirement that compares values as OCPP does for the field's type."""
    return Matcher(rule, says, lambda actual: holds(actual, ""), expected, holds_for_type=holds)


def equals(value: Any) -> Matcher:
    """Require this value, compared as OCPP does for the field's type; a plain value in a scenario means the same."""
    return _by_type("equals", f"must be {show(value)}", lambda actual, kind: same(actual, value, kind), value)


ABSENT: Final = Matcher("absent", "must be absent", lambda actual: actual is MISSING)
"""The field must not be there."""

ANY: Final = Matcher("present", "must be there", lambda actual: actual is not MISSING)
"""The field must be there, whatever its value."""


def one_of(*values: Any) -> Matcher:
    """Require one of these values."""
    return _by_type(
        "one of",
        f"must be {' or '.join(map(show, values))}",
        lambda actual, kind: any(same(actual, value, kind) for value in values),
        list(values),
    )


def absent_or(*values: Any) -> Matcher:
    """Require an absent field or one of these values, for a field with a default."""
    return _by_type(
        "absent or",
        f"must be absent or {' or '.join(map(show, values))}",
        lambda actual, kind: actual is MISSING or any(same(actual, value, kind) for value in values),
        list(values),
    )


def other_than(*values: Any) -> Matcher:
    """Require a present field with none of these values."""
    return _by_type(
        "other than",
        f"must be there and not {' or '.join(map(show, values))}",
        lambda actual, kind: actual is not MISSING and not any(same(actual, value, kind) for value in values),
        list(values),
    )


def at_least(least: float) -> Matcher:
    """Require a number not below `least`."""
    return Matcher(
        "at least", f"must be at least {least:g}", lambda actual: is_number(actual) and actual >= least, least
    )


def at_most(most: float) -> Matcher:
    """Require a number, or length of a list, not above `most`."""

    def holds(actual: Any) -> bool:
        return len(actual) <= most if isinstance(actual, list) else is_number(actual) and actual <= most

    return Matcher("at most", f"must be at most {most:g}", holds, most)


def above(least: float) -> Matcher:
    """Require a number greater than `least`."""
    return Matcher(
        "above", f"must be greater than {least:g}", lambda actual: is_number(actual) and actual > least, least
    )


def near(moment: datetime, within: float) -> Matcher:
    """Require a date-time at most `within` seconds from `moment`."""

    def holds(actual: Any) -> bool:
        came = as_datetime(actual)
        return came is not None and abs(came - moment) <= timedelta(seconds=within)

    text = moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    return Matcher("near", f"must be within {within:g} s of {text}", holds, text)


def from_now(seconds: float = 0.0, *, within: float) -> Matcher:
    """Require a date-time this many seconds after its arrival, with a tolerance of `within` seconds."""

    def holds(actual: Any) -> bool:
        came = as_datetime(actual)
        return came is not None and abs((came - csms_now()).total_seconds() - seconds) <= within

    text = f"now + {seconds:g} s" if seconds else "now"
    return Matcher("from now", f"must be {text}, give or take {within:g} s", holds, text)


def after(moment: datetime) -> Matcher:
    """Require a date-time later than `moment`."""

    def holds(actual: Any) -> bool:
        came = as_datetime(actual)
        return came is not None and came > moment

    text = moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    return Matcher("after", f"must be later than {text}", holds, text)


def exactly(*elements: Any) -> Matcher:
    """Require a list of exactly these elements, in any order."""
    wanted = list(elements)

    def holds(actual: Any, kind: str) -> bool:
        if not isinstance(actual, list) or len(actual) != len(wanted):
            return False
        rest = list(actual)
        for element in wanted:
            found = next((item for item in rest if same(item, element, kind)), MISSING)
            if found is MISSING:
                return False
            rest.remove(found)
        return True

    return _by_type("exactly", f"must be exactly {show(wanted)}, in any order", holds, wanted)


def that(says: str, holds: Callable[[Any], bool], expected: Any = None) -> Matcher:
    """Return a requirement of one case: `says` completes "<field> ...", `holds` gets a value that is present."""
    return Matcher("that", says, lambda actual: actual is not MISSING and holds(actual), expected)


def show(value: Any) -> str:
    """Return a value as text: 'Immediate', 1, absent; long values are shortened."""
    if value is MISSING:
        return "absent"
    text = repr(value) if isinstance(value, str) else _plain(value)
    return text if len(text) <= 160 else text[:157] + "..."


def _plain(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {show(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(show, value)) + "]"
    return str(value)
