"""Plots of a fleet's run as inline SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 900
HEIGHT = 160
_LEFT, _TOP, _BOTTOM = 60, 10, 22


@dataclass(frozen=True)
class Plot:
    """A line over the seconds of a run: its path, and the labels of its axes."""

    title: str
    unit: str
    path: str
    ticks: tuple[tuple[float, str], ...]
    """Positions on the vertical axis, with their labels."""
    times: tuple[tuple[float, str], ...]
    greatest: str


def plot(title: str, unit: str, seconds: Sequence[float], values: Sequence[float | None]) -> Plot:
    """Draw one value for each second, with gaps for missing ones."""
    top = max((value for value in values if value is not None), default=0.0) or 1.0
    last = max(seconds, default=1.0) or 1.0
    parts, pen_down = [], False
    for second, value in zip(seconds, values, strict=True):
        if value is not None:
            x, y = _LEFT + second / last * (WIDTH - _LEFT), _y(value, top)
            parts.append(f"{'L' if pen_down else 'M'}{x:.1f} {y:.1f}")
        pen_down = value is not None
    ticks = tuple((_y(top * share, top), _text(top * share)) for share in (0, 0.5, 1))
    times = tuple((_LEFT + share * (WIDTH - _LEFT), f"{last * share:.0f} s") for share in (0, 0.25, 0.5, 0.75, 1))
    return Plot(title, unit, " ".join(parts), ticks, times, _text(top))


def _y(value: float, top: float) -> float:
    return round(_TOP + (1 - value / top) * (HEIGHT - _TOP - _BOTTOM), 1)


def _text(value: float) -> str:
    return f"{value:.0f}" if value >= 10 or value == 0 else f"{value:.2g}"
