"""Hints on violated validations: how to correct a wrong value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from plugfest.reports.labels import ADVICE, ANSWER_MISSING
from plugfest.reports.record import Validation

_Maker = Callable[[re.Match[str]], str | None]
_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?")
_BARE = re.compile(r"-?\d+(?:\.\d+)?|true|false")
_QUOTED = re.compile(r'^"(.*)"$')


def hint(validation: Validation) -> str:
    """Return one sentence on how to correct the violation."""
    return next(_fitting(validation), "") or advice_on(validation)


def advice_on(violation: Validation) -> str:
    """Return advice on a violated validation by its kind; see `hint` for advice on its values."""
    rule = violation.get("rule", "")
    if violation["kind"] == "automatic":
        return ADVICE["schema" if rule == "schema" else "general-rule" if rule in ("general", "alive") else "framing"]
    return {"sent": ADVICE["message-missing"], "answered": ANSWER_MISSING}.get(rule, ADVICE["validation-violated"])


def _fitting(validation: Validation) -> Iterator[str]:
    text = str(validation["actual"]) if validation.get("rule") == "schema" else ""
    for pattern, made in _SCHEMA:
        if (found := pattern.search(text)) and (said := made(found)):
            yield said
    expected, actual = validation["expected"], validation["actual"]
    if isinstance(expected, str) and isinstance(actual, str) and expected != actual:
        if expected.lower() == actual.lower():
            yield f"Only the case differs: write {expected!r}."
        elif expected == actual.strip():
            yield "There is white space around the value: send it without."
    elif _number(expected) and isinstance(actual, str) and actual == str(expected):
        yield f"The value is a string: send the number {expected} without quotes."
    if validation["expected"] is not None and not validation["present"] and validation["path"]:
        yield _missing(validation["path"])
    if validation["matcher"] == "must be absent" and validation["present"] and validation["path"]:
        yield f"Leave the field {validation['path']} out."


def _missing(path: str) -> str:
    return f"The field {path} is missing: send it."


def _date_time(found: re.Match[str]) -> str:
    value = found["value"]
    if _LOCAL.fullmatch(value):
        return f'The time zone is missing: "{value}Z" is right where the time is UTC.'
    return 'A date-time is written as RFC 3339 has it, such as "2026-11-22T08:15:00Z".'


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _wrong_type(found: re.Match[str]) -> str | None:
    quoted = _QUOTED.match(found["value"])
    if found["type"] in ("integer", "number", "boolean") and quoted and _BARE.fullmatch(quoted[1]):
        article = "an" if found["type"] == "integer" else "a"
        return f"The schema wants {article} {found['type']}: send it without quotes."
    if found["type"] == "string" and not quoted:
        return "The schema wants a string: put the value in quotes."
    if found["value"] == "null":
        return "JSON null is no value in OCPP: leave the field out."
    return None


def _enumeration(found: re.Match[str]) -> str | None:
    value = found["value"].strip('"')
    names = re.findall(r'"([^"]+)"', found["names"])
    near = next((name for name in names if name.lower() == value.lower()), None)
    return f'Enumerations are case-sensitive: write "{near}".' if near else None


_SCHEMA: list[tuple[re.Pattern[str], _Maker]] = [
    (re.compile(r'"(?P<value>[^"]*)" is not a "date-time"'), _date_time),
    (
        re.compile(r'"(?P<name>\w+)" is a required property'),
        lambda found: f"The field {found['name']} is missing: send it.",
    ),
    (re.compile(r'(?<!\S)(?P<value>\S+) is not of types? "(?P<type>\w+)"'), _wrong_type),
    (re.compile(r"(?<!\S)(?P<value>\S+) is not one of (?P<names>.+)"), _enumeration),
    (
        re.compile(r"longer than (?P<most>\d+) character"),
        lambda found: f"At most {found['most']} characters fit: shorten it.",
    ),
    (
        re.compile(r"Additional properties are not allowed"),
        lambda _: "OCPP allows own fields inside customData only, beside its vendorId.",
    ),
]
