"""What is demanded of a value, in words that can be checked and read.

A plain value demands equality, a dict that at least these members are there, a list that each of its elements is found
somewhere in the list that came. Everything else is a `Matcher`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

Weight = Literal["required", "advised", "beyond"]
MISSING: Final = object()
"""Stands for a field that is not there."""


@dataclass(frozen=True)
class Matcher:
    """One demand on one value: `says` completes "<field> ..." ("must be absent"); `holds` decides."""

    rule: str
    """The demand's kind, for programs: "equals", "absent", "one of", "near"..."""
    says: str
    holds: Callable[[Any], bool]
    """Given the value, or MISSING."""
    expected: Any = None
    """What was expected, as JSON, for the record."""
    source: str | None = None
    """Where the demand comes from, when it is not the case's own text: an erratum, a requirement."""

    def __str__(self) -> str:
        return self.says

    def per(self, source: str) -> "Matcher":
        """The same demand, with where it comes from ("erratum 6.2.15", "A01.FR.02")."""
        return replace(self, source=source)


@dataclass(frozen=True)
class Weighed:
    """A demand with another weight than required; `tolerate` lists values that are worth a warning only."""

    expected: Any
    weight: Weight
    tolerate: tuple[Any, ...] = ()


def advised(expected: Any, *, tolerate: Any = MISSING) -> Weighed:
    """A "should", or a text that is unclear: what differs is shown and does not fail the case.

    With `tolerate`, only that value is let through; any other one fails.
    """
    return Weighed(expected, "advised", () if tolerate is MISSING else (tolerate,))


def beyond(expected: Any) -> Weighed:
    """Ours, past what Part 6 demands: shown, and never fails the case."""
    return Weighed(expected, "beyond")


def same(actual: Any, expected: Any) -> bool:
    """Equality of JSON values: 6 equals 6.0, and true never equals 1."""
    if isinstance(actual, bool) or isinstance(expected, bool):
        return actual is expected
    if isinstance(actual, int | float) and isinstance(expected, int | float):
        return abs(actual - expected) < 1e-9
    if isinstance(actual, list) and isinstance(expected, list):
        return len(actual) == len(expected) and all(map(same, actual, expected))
    if isinstance(actual, dict) and isinstance(expected, dict):
        return actual.keys() == expected.keys() and all(same(actual[key], expected[key]) for key in actual)
    return type(actual) is type(expected) and actual == expected


def equals(value: Any) -> Matcher:
    """Exactly this value; what a plain value in a scenario means."""
    return Matcher("equals", f"must be {show(value)}", lambda actual: same(actual, value), value)


ABSENT: Final = Matcher("absent", "must be absent", lambda actual: actual is MISSING)
"""The field must not be there."""

ANY: Final = Matcher("present", "must be there", lambda actual: actual is not MISSING)
"""The field must be there, whatever its value."""


def one_of(*values: Any) -> Matcher:
    """One of these values."""
    return Matcher(
        "one of",
        f"must be {' or '.join(map(show, values))}",
        lambda actual: any(same(actual, value) for value in values),
        list(values),
    )


def absent_or(*values: Any) -> Matcher:
    """Not there, or one of these values: a field whose default is meant."""
    return Matcher(
        "absent or",
        f"must be absent or {' or '.join(map(show, values))}",
        lambda actual: actual is MISSING or any(same(actual, value) for value in values),
        list(values),
    )


def other_than(*values: Any) -> Matcher:
    """There, and none of these values."""
    return Matcher(
        "other than",
        f"must be there and not {' or '.join(map(show, values))}",
        lambda actual: actual is not MISSING and not any(same(actual, value) for value in values),
        list(values),
    )


def at_least(least: float) -> Matcher:
    """A number not below `least`."""
    return Matcher(
        "at least", f"must be at least {least:g}", lambda actual: is_number(actual) and actual >= least, least
    )


def at_most(most: float) -> Matcher:
    """A number not above `most`; of a list, its length."""

    def holds(actual: Any) -> bool:
        return len(actual) <= most if isinstance(actual, list) else is_number(actual) and actual <= most

    return Matcher("at most", f"must be at most {most:g}", holds, most)


def above(least: float) -> Matcher:
    """A number greater than `least`."""
    return Matcher(
        "above", f"must be greater than {least:g}", lambda actual: is_number(actual) and actual > least, least
    )


def near(moment: datetime, within: float) -> Matcher:
    """A date-time at most `within` seconds from `moment`."""

    def holds(actual: Any) -> bool:
        came = as_datetime(actual)
        return came is not None and abs(came - moment) <= timedelta(seconds=within)

    text = moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    return Matcher("near", f"must be within {within:g} s of {text}", holds, text)


def from_now(seconds: float = 0.0, *, within: float) -> Matcher:
    """A date-time that lies so many seconds ahead of the moment at which it comes, give or take `within` seconds."""

    def holds(actual: Any) -> bool:
        came = as_datetime(actual)
        return came is not None and abs((came - datetime.now(UTC)).total_seconds() - seconds) <= within

    text = f"now + {seconds:g} s" if seconds else "now"
    return Matcher("from now", f"must be {text}, give or take {within:g} s", holds, text)


def after(moment: datetime) -> Matcher:
    """A date-time later than `moment`."""

    def holds(actual: Any) -> bool:
        came = as_datetime(actual)
        return came is not None and came > moment

    text = moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    return Matcher("after", f"must be later than {text}", holds, text)


def exactly(*elements: Any) -> Matcher:
    """A list of these elements and no others, in any order."""
    wanted = list(elements)

    def holds(actual: Any) -> bool:
        if not isinstance(actual, list) or len(actual) != len(wanted):
            return False
        rest = list(actual)
        for element in wanted:
            found = next((item for item in rest if same(item, element)), MISSING)
            if found is MISSING:
                return False
            rest.remove(found)
        return True

    return Matcher("exactly", f"must be exactly {show(wanted)}, in any order", holds, wanted)


def without_case(value: str) -> Matcher:
    """The given text, upper and lower case being the same (identifierString, hexadecimal digits)."""

    def holds(actual: Any) -> bool:
        return isinstance(actual, str) and actual.casefold() == value.casefold()

    return Matcher("without case", f"must be {show(value)}, in upper or lower case", holds, value)


def that(says: str, holds: Callable[[Any], bool], expected: Any = None) -> Matcher:
    """A demand of a case's own: `says` completes "<field> ...", `holds` is given a value that is there."""
    return Matcher("that", says, lambda actual: actual is not MISSING and holds(actual), expected)


def is_number(value: Any) -> bool:
    """Whether a JSON value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def as_datetime(value: Any) -> datetime | None:
    """A date-time as OCPP writes it, with its offset; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def show(value: Any) -> str:
    """A value as a person writes it: 'Immediate', 1, absent; long ones are cut."""
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
