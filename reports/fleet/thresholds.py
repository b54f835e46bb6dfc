"""Thresholds of a fleet's run, from its file, that decide the exit code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plugfest.reports.fleet.summary import PERCENTILES, FleetSummary

_LATENCY = re.compile(r"p(?P<percent>\d+) (?P<action>\w+)")
_DURATION = re.compile(r"^(?P<number>\d+(\.\d+)?) ?(?P<unit>ms|s)$")


class ThresholdError(ValueError):
    """Raised for an invalid threshold."""


@dataclass(frozen=True)
class ThresholdResult:
    """A threshold and its result."""

    name: str
    limit: str
    was: str
    kept: bool


def judge(thresholds: Mapping[str, Any], summary: FleetSummary) -> tuple[ThresholdResult, ...]:
    """Judge a run by its thresholds. Raises ThresholdError.

    Known are `p95 ACTION` (or `p95 all`) below a duration such as "500 ms", `errors` at most a number, `connected` at
    least a share such as "99 %", and `messages per second` at least a number.
    """
    return tuple(_judge(name, limit, summary) for name, limit in thresholds.items())


def _judge(name: str, limit: Any, summary: FleetSummary) -> ThresholdResult:
    match = _LATENCY.fullmatch(name)
    if match is not None:
        return _judge_latency(name, int(match["percent"]), match["action"], limit, summary)
    match name:
        case "errors":
            most, errors = _number(name, limit), sum(summary.errors.values())
            return ThresholdResult(name, f"at most {most:g}", f"{errors}", errors <= most)
        case "connected":
            share = _number(name, str(limit).removesuffix("%").strip())
            was = 100 * summary.last_connected / summary.stations
            return ThresholdResult(name, f"at least {share:g} %", f"{was:.1f} %", was >= share)
        case "messages per second":
            least = _number(name, limit)
            was = summary.messages_per_second
            return ThresholdResult(name, f"at least {least:g}", f"{was:.1f}", was >= least)
    raise ThresholdError(
        f'thresholds: "{name}" is none of "p50 ACTION", "p90 ...", "p95 ...", "p99 ...", "errors", "connected", '
        '"messages per second"'
    )


def _judge_latency(name: str, percent: int, action: str, limit: Any, summary: FleetSummary) -> ThresholdResult:
    duration = _DURATION.fullmatch(limit.strip()) if isinstance(limit, str) else None
    if duration is None or percent not in PERCENTILES:
        raise ThresholdError(f'thresholds: "{name}" needs a duration such as "500 ms", and p50, p90, p95 or p99')
    most = float(duration["number"]) * (0.001 if duration["unit"] == "ms" else 1)
    latency = summary.latency(action)
    if latency is None:
        return ThresholdResult(name, f"below {limit}", "no answer", False)
    was = latency.percentiles[percent]
    return ThresholdResult(name, f"below {limit}", f"{was * 1000:.1f} ms", was < most)


def _number(name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ThresholdError(f'thresholds: "{name}" needs a number, was {value!r}') from None
