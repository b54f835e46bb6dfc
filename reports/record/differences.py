"""Compare what two records are about: their cases may stand in one record only where nothing differs."""

from __future__ import annotations

from collections.abc import Iterator

from plugfest.reports.record.shapes import Header


def differences(first: Header, other: Header, *, addresses: bool = True) -> list[str]:
    """Return how two runs differ in what they tested and how they judged it; empty when their cases go together.

    `addresses` is false for runs that reached one CSMS at several places.
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
