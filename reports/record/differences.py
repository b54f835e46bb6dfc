"""Comparing the subject of two records: their cases can be combined only without differences."""

from __future__ import annotations

from collections.abc import Iterator

from plugfest.reports.record.shapes import Header


def differences(first: Header, other: Header, *, addresses: bool = True) -> list[str]:
    """Return the differences of two runs in tested system and rules; empty if their cases can be combined.

    `addresses` is false for runs that reached one CSMS at different addresses.
    """
    compared = dict(_compared(first))
    return [
        f"{what} {_shown(compared[what])} and {_shown(value)}"
        for what, value in _compared(other)
        if value != compared[what] and (addresses or what != "addresses")
    ]


def _compared(header: Header) -> Iterator[tuple[str, object]]:
    claims = header["csms"]["claims"]
    yield "name", header["csms"]["name"]
    yield "addresses", header["csms"]["addresses"]
    yield "claimed profiles", sorted(claims["profiles"])
    yield "claimed features", {**claims["features"], **claims["questions"]}
    yield "edition", f"{header['edition']}, errata {header['errata']}"
    yield "plugfest", header["plugfest"]
    yield "rules", header.get("rules")
    yield "--strict", header["options"]["strict"]


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(member)}" for name, member in value.items()) or "none"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    if value is None:
        return "unknown"
    return f'"{value}"' if isinstance(value, str) else str(value)
