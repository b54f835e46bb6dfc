"""The limits of OCPP's primitive datatypes (Part 2, section 2.1.4) for messages to a station."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

from plugfest.simulator.protocol.field_types import leaves
from plugfest.simulator.protocol.frames import Defect

MAX_FRACTIONAL_DIGITS: Final = 3
MAX_DECIMALS: Final = 6
INTEGERS: Final = range(-(2**31), 2**31)
_FRACTION: Final = re.compile(r"(?<=\d)\.(\d+)")
_OTHER_CHARACTERS: Final = re.compile(r"[^a-zA-Z0-9*\-_=:+|@.]")
NAMED_BY_STATIONS: Final = frozenset({"ComponentType", "VariableType"})
"""Names chosen by vendors of stations: a CSMS that repeats a reported one is not at fault."""
_PASSWORD: Final = ("securityctrlr", "basicauthpassword")


def primitive_defects(message: str, payload: dict[str, Any]) -> Iterator[Defect]:
    """Yield the violations of limits of primitive types in a payload of a CSMS."""
    for leaf in leaves(message, payload):
        check = _CHECKS.get(leaf.type)
        if check is not None:
            yield from check(leaf.path, leaf.value, leaf.owner)
        if leaf.length is not None and isinstance(leaf.value, str) and len(leaf.value) > leaf.length:
            text = f"has {len(leaf.value)} characters, at most {leaf.length} are allowed (Part 2)"
            yield Defect("schema", text, leaf.path)
    if message == "SetVariablesRequest":
        yield from _of_passwords(payload.get("setVariableData"))


def is_integer(value: Any) -> bool:
    """Return whether a JSON value is an integer; 1.0 is one for the schemas, too."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value % 1 == 0)


def _of_integer(path: str, value: Any, _: str) -> Iterator[Defect]:
    if is_integer(value) and value not in INTEGERS:
        text = f"{value!r:.40} is no integer of OCPP, which has 32 bits (Part 2, 2.1.4): at most {INTEGERS[-1]}"
        yield Defect("32 bits", text if value > 0 else f"{text}, at least {INTEGERS[0]}", path)


def _of_date_time(path: str, value: Any, _: str) -> Iterator[Defect]:
    fraction = _FRACTION.search(value) if isinstance(value, str) else None
    if fraction is None or len(fraction[1]) <= MAX_FRACTIONAL_DIGITS:
        return
    mended = value[: fraction.start()] + fraction[0][: MAX_FRACTIONAL_DIGITS + 1] + value[fraction.end() :]
    text = (
        f"{value!r:.60} has {len(fraction[1])} fractional digits of a second, at most {MAX_FRACTIONAL_DIGITS} are "
        f"allowed (Part 2, 2.1.4): write milliseconds, {mended!r:.60}, or whole seconds"
    )
    yield Defect("fraction", text, path)


def _of_decimal(path: str, value: Any, _: str) -> Iterator[Defect]:
    if not isinstance(value, float):
        return
    # The shortest text of this number, as nearly every JSON library writes it.
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    if places > MAX_DECIMALS:
        text = (
            f"{value!r} has {places} decimal places, towards a station at most {MAX_DECIMALS} are allowed (Part 2, "
            f"2.1.4): round it before it is sent, {round(value, MAX_DECIMALS)!r}"
        )
        yield Defect("decimals", text, path)


def _of_identifier(path: str, value: Any, owner: str) -> Iterator[Defect]:
    if not isinstance(value, str) or owner in NAMED_BY_STATIONS or _OTHER_CHARACTERS.search(value) is None:
        return
    strange = sorted(set(_OTHER_CHARACTERS.findall(value)))
    text = (
        f"{' '.join(map(repr, strange)):.60} cannot be in an identifierString (Part 2, 2.1.4), which has letters, "
        "digits and * - _ = : + | @ . only"
    )
    yield Defect("characters", text, path, advised=True)


_CHECKS: Final[dict[str, Callable[[str, Any, str], Iterator[Defect]]]] = {
    "dateTime": _of_date_time,
    "decimal": _of_decimal,
    "integer": _of_integer,
    "identifierString": _of_identifier,
}
"""The checks of a value at a path, in a message or datatype, by the value's type."""


def _of_passwords(entries: Any) -> Iterator[Defect]:
    """Check passwords, which are passwordStrings in a string field; no text repeats their characters."""
    for number, entry in enumerate(entries if isinstance(entries, list) else []):
        password = entry.get("attributeValue") if isinstance(entry, dict) and _is_password(entry) else None
        if isinstance(password, str) and _OTHER_CHARACTERS.search(password):
            text = (
                "a passwordString has letters, digits and * - _ = : + | @ . only (Part 2, 2.1.4; erratum 2.1 of "
                "2025-01 would allow any character)"
            )
            yield Defect("characters", text, f"setVariableData[{number}].attributeValue", advised=True)


def _is_password(entry: dict[str, Any]) -> bool:
    places = entry.get("component"), entry.get("variable")
    names = [str(place.get("name")).casefold() if isinstance(place, dict) else "" for place in places]
    return tuple(names) == _PASSWORD
