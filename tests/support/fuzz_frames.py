"""Frames to fuzz with: made from the schemas by hypothesis, or recorded; broken at random, as texts or as bytes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from datetime import timedelta, timezone
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

RECORDED = tuple(Path(__file__).with_name("recorded.jsonl").read_text().splitlines())
"""Frames recorded from stations: requests and responses of every action."""
SHARDS = ('"', "\\", "{", "}", "[", "]", ",", ":", "null", "NaN", "1e999", "-", "\\ud800", "\x00", "\u2028", "9" * 30)
_ZONES = tuple(timezone(timedelta(minutes=minutes)) for minutes in (0, 60, -330, 14 * 60, -12 * 60, 1439))
_EDGES = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:60-12:00", "2016-12-31T23:59:60Z", "2025-01-01t00:00:00z")


@cache
def schema(name: str) -> dict[str, Any]:
    """A schema of OCPP 2.0.1."""
    text = files("ocpp.v201").joinpath("schemas", f"{name}.json").read_text(encoding="utf-8-sig")
    return dict(json.loads(text))


@cache
def payloads(name: str) -> st.SearchStrategy[Any]:
    """Return a random value that a schema allows, preferably at its limits."""
    whole = schema(name)
    return _values(whole, whole.get("definitions", {}))


def _values(part: dict[str, Any], known: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "$ref" in part:
        return _values(known[part["$ref"].rpartition("/")[2]], known)
    if "enum" in part:
        return st.sampled_from(part["enum"])
    match part.get("type"):
        case "object":
            members = {key: _values(value, known) for key, value in part["properties"].items()}
            required = set(part.get("required", ()))
            return st.fixed_dictionaries(
                {key: value for key, value in members.items() if key in required},
                optional={key: value for key, value in members.items() if key not in required},
            )
        case "array":
            least = part.get("minItems", 0)
            most = min(part.get("maxItems", least + 2), least + 2)
            return st.lists(_values(part["items"], known), min_size=least, max_size=most)
        case "integer":
            return st.integers(part.get("minimum", -(2**31)), part.get("maximum", 2**31 - 1)) | st.integers(0, 3)
        case "number":
            return st.floats(allow_nan=False, allow_infinity=False) | st.integers() | st.floats(0, 100)
        case "boolean":
            return st.booleans()
    if part.get("format") == "date-time":
        return st.datetimes(timezones=st.sampled_from(_ZONES)).map(lambda at: at.isoformat()) | st.sampled_from(_EDGES)
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=min(part.get("maxLength", 30), 60)) | st.just("A")


def drawn(strategy: st.SearchStrategy[Any], count: int, number: int) -> list[Any]:
    """So many examples of a strategy, the same ones for the same `number`."""
    found: list[Any] = []

    @seed(number)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: Any) -> None:
        found.append(value)

    collect()
    return found


def requests(actions: Sequence[str], count: int, number: int) -> list[tuple[str, str]]:
    """Requests that their schemas allow, as (id, text)."""
    each = -(-count // len(actions))
    made = []
    for action in actions:
        for payload in drawn(payloads(f"{action}Request"), each, number):
            id_ = str(uuid4())
            made.append((id_, json.dumps([2, id_, action, payload], ensure_ascii=False)))
    return made[:count]


def broken(texts: Sequence[str], dice: random.Random) -> str:
    """One of the texts, changed in a few places as an accident or an attacker would."""
    text = dice.choice(texts)
    for _ in range(dice.randint(1, 4)):
        text = dice.choice(_breaks)(text, dice, texts)
    return text


def _cut(text: str, dice: random.Random, _: Sequence[str]) -> str:
    begin, end = _span(text, dice)
    return text[:begin] + text[end:]


def _repeat(text: str, dice: random.Random, _: Sequence[str]) -> str:
    begin, end = _span(text, dice)
    return text[:end] + text[begin:end] * dice.choice((1, 1, 1, 50)) + text[end:]


def _insert(text: str, dice: random.Random, _: Sequence[str]) -> str:
    at = dice.randint(0, len(text))
    return text[:at] + dice.choice(SHARDS) + text[at:]


def _replace(text: str, dice: random.Random, _: Sequence[str]) -> str:
    at = dice.randint(0, len(text))
    return text[:at] + chr(dice.randint(0, 255)) + text[at + 1 :]


def _splice(text: str, dice: random.Random, texts: Sequence[str]) -> str:
    other = dice.choice(texts)
    return text[: dice.randint(0, len(text))] + other[dice.randint(0, len(other)) :]


def _span(text: str, dice: random.Random) -> tuple[int, int]:
    begin = dice.randint(0, len(text))
    return begin, begin + dice.randint(0, 30)


_breaks: tuple[Callable[[str, random.Random, Sequence[str]], str], ...] = (_cut, _repeat, _insert, _replace, _splice)


def broken_bytes(data: bytes, dice: random.Random) -> bytes:
    """Some bytes, changed in a few places as a bad line or an attacker would."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(changed) + 1)
        match dice.randrange(5):
            case 0:
                changed[at : at + 1] = bytes(byte ^ 1 << dice.randrange(8) for byte in changed[at : at + 1])
            case 1:
                changed[at : at + 1] = dice.randbytes(1)
            case 2:
                del changed[at : at + dice.randint(1, 30)]
            case 3:
                changed[at:at] = dice.randbytes(dice.randint(1, 8))
            case _:
                changed[at:at] = changed[at : at + dice.randint(1, 30)] * dice.choice((1, 1, 20))
    return bytes(changed)
