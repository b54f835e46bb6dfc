"""Draw the table of a soak (CSV) as an SVG file: memory, open files, database and waits over time."""

from __future__ import annotations

import argparse
import csv
import math
from pathlib import Path

PANELS = {
    "resident MB": "resident memory, MB",
    "files": "open files and sockets",
    "database MB": "database with its write-ahead log, MB",
    "p50 ms": "median wait for an answer, ms",
}
WIDTH, HEIGHT, GAP, LEFT, TOP = 720, 90, 46, 56, 28
STYLE = """
svg { font: 12px sans-serif; --ink: #1f2328; --faint: #d0d7de; --line: #0550ae; --paper: #ffffff; }
@media (prefers-color-scheme: dark) {
  svg { --ink: #e6edf3; --faint: #3d444d; --line: #79c0ff; --paper: #0d1117; }
}
.paper { fill: var(--paper); } text { fill: var(--ink); } .value { text-anchor: end; } .minute { text-anchor: middle; }
.grid { stroke: var(--faint); } .course { fill: none; stroke: var(--line); stroke-width: 1.5; }
"""


def svg(table: list[dict[str, str]]) -> str:
    """The whole picture: one panel for each measured value, all from zero."""
    seconds = [float(row["seconds"]) for row in table]
    parts = []
    for number, (column, title) in enumerate(PANELS.items()):
        parts += panel(title, seconds, [float(row[column]) for row in table], TOP + number * (HEIGHT + GAP))
    width, height = LEFT + WIDTH + 16, TOP + len(PANELS) * (HEIGHT + GAP)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="The course of {", ".join(PANELS.values())}">'
    )
    paper = f'<rect class="paper" width="{width}" height="{height}"/>'
    return "\n".join([head, f"<style>{STYLE}</style>", paper, *parts, "</svg>", ""])


def panel(title: str, seconds: list[float], values: list[float], top: float) -> list[str]:
    """One value's course, with a line at zero, one at half and one at the top."""
    most, end = ceiling(max(values)), max(seconds)
    parts = [f'<text x="{LEFT}" y="{top - 8:.0f}">{title}</text>']
    for share in (0, 0.5, 1):
        y = top + HEIGHT * (1 - share)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{LEFT + WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="value" x="{LEFT - 6}" y="{y + 4:.1f}">{most * share:g}</text>')
    for minute in range(0, int(end / 60) + 1, max(1, math.ceil(end / 60 / 10))):
        x = LEFT + WIDTH * minute * 60 / end
        parts.append(f'<text class="minute" x="{x:.1f}" y="{top + HEIGHT + 17}">{minute} min</text>')
    points = (
        f"{LEFT + WIDTH * at / end:.1f},{top + HEIGHT * (1 - value / most):.1f}"
        for at, value in zip(seconds, values, strict=True)
    )
    return [*parts, f'<polyline class="course" points="{" ".join(points)}"/>']


def ceiling(value: float) -> float:
    """The next round number: 1, 2, 3, 4, 5, 6 or 8 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value or 1))
    return next(round_ * power for round_ in (1, 2, 3, 4, 5, 6, 8, 10) if value <= round_ * power)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path, help="the CSV file that soak.py has written")
    parser.add_argument("picture", type=Path, help="the SVG file to write")
    arguments = parser.parse_args()
    with arguments.table.open(newline="") as file:
        arguments.picture.write_text(svg(list(csv.DictReader(file))))


if __name__ == "__main__":
    main()
