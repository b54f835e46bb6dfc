"""The limits of OCPP's primitive datatypes (Part 2, section 2.1.4) for messages to a station."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from plugfest.simulator.protocol.field_types import Leaf, leaves
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
        yield from _of_leaf(leaf)
    if message == "SetVariablesRequest":
        yield from _of_passwords(payload.get("setVariableData"))


def _of_leaf(leaf: Leaf) -> Iterator[Defect]:
    value = leaf.value
    if leaf.type == "dateTime" and isinstance(value, str):
        yield from _of_date_time(leaf.path, value)
    elif leaf.type == "decimal" and isinstance(value, float):
        yield from _of_decimal(leaf.path, value)
    elif leaf.type == "integer" and is_integer(value) and value not in INTEGERS:
        text = f"{value!r:.40} is no integer of OCPP, which has 32 bits (Part 2, 2.1.4): at most {INTEGERS[-1]}"
        yield Defect("32 bits", text if value > 0 else f"{text}, at least {INTEGERS[0]}", leaf.path)
    elif leaf.type == "identifierString" and isinstance(value, str) and leaf.owner not in NAMED_BY_STATIONS:
        yield from _of_identifier(leaf.path, value)
    if isinstance(value, str) and leaf.length is not None and len(value) > leaf.length:
        yield Defect("schema", f"has {len(value)} characters, at most {leaf.length} are allowed (Part 2)", leaf.path)


def is_integer(value: Any) -> bool:
    """Return whether a JSON value is an integer; 1.0 is one for the schemas, too."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value % 1 == 0)


def _of_date_time(path: str, value: str) -> Iterator[Defect]:
    fraction = _FRACTION.search(value)
    if fraction is None or len(fraction[1]) <= MAX_FRACTIONAL_DIGITS:
        return
    mended = value[: fraction.start()] + fraction[0][: MAX_FRACTIONAL_DIGITS + 1] + value[fraction.end() :]
    text = (
        f"{value!r:.60} has {len(fraction[1])} fractional digits of a second, at most {MAX_FRACTIONAL_DIGITS} are "
        f"allowed (Part 2, 2.1.4): write milliseconds, {mended!r:.60}, or whole seconds"
    )
    yield Defect("fraction", text, path)


def _of_decimal(path: str, value: float) -> Iterator[Defect]:
    # The shortest text of this number, as nearly every JSON library writes it.
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    if places > MAX_DECIMALS:
        text = (
            f"{value!r} has {places} decimal places, towards a station at most {MAX_DECIMALS} are allowed (Part 2, "
            f"2.1.4): round it before it is sent, {round(value, MAX_DECIMALS)!r}"
        )
        yield Defect("decimals", text, path)


def _of_identifier(path: str, value: str) -> Iterator[Defect]:
    strange = sorted(set(_OTHER_CHARACTERS.findall(value)))
    if strange:
        text = (
            f"{' '.join(map(repr, strange)):.60} cannot be in an identifierString (Part 2, 2.1.4), which has letters, "
            "digits and * - _ = : + | @ . only"
        )
        yield Defect("characters", text, path, advised=True)


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
