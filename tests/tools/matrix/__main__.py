"""Every pair of awkwardnesses of the second CSMS once at least: `python tests/tools/matrix`.

A verdict that is not that of the plain CSMS is printed, and the exit code is 1.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from support.awkward_harbour import HARBOUR_FILE, description_of, running_harbour, verdicts

FACTORS: dict[str, tuple[Any, ...]] = {
    "confirms": ("poll", "queued", "answered", "callback"),
    "database": (0.0, 0.3, 1.0),
    "queue": (0.0, 0.8),
    "knows_connection_after": (0.0, 0.3),
    "backwards": (False, True),
    "twice": (False, True),
    "pushes": (False, True),
    "clock": (0.0, 420.0),
    "upper": (False, True),
    "one_at_a_time": (False, True),
    "needs_pause": (0.0, 0.2),
    "unique_events": (False, True),
}
Pair = tuple[tuple[str, Any], tuple[str, Any]]


def covering_rows() -> Iterator[dict[str, Any]]:
    """Yield rows of values until every two values of two factors stand together in one."""
    missing = {
        ((one, a), (other, b))
        for one, other in combinations(FACTORS, 2)
        for a, b in product(FACTORS[one], FACTORS[other])
    }
    while missing:
        row: dict[str, Any] = dict(sorted(missing, key=repr)[0])
        for factor in FACTORS:
            if factor not in row:
                row[factor] = max(FACTORS[factor], key=lambda value: _gain({**row, factor: value}, missing))
        missing -= _pairs(row)
        yield row


def _pairs(row: dict[str, Any]) -> set[Pair]:
    ordered = [(factor, row[factor]) for factor in FACTORS if factor in row]
    return set(combinations(ordered, 2))


def _gain(row: dict[str, Any], missing: set[Pair]) -> int:
    return len(_pairs(row) & missing)


def main() -> int:
    """Play the cases against each row."""
    bad, rows = 0, list(covering_rows())
    for number, row in enumerate(rows, 1):
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder, running_harbour(**row) as environment:
            file = description_of(HARBOUR_FILE, Path(folder), **row)
            other = verdicts(file, environment, Path(folder) / "results")
        shown = ", ".join(f"{name} {value}" for name, value in row.items() if value)
        print(
            f"{number}/{len(rows)} {'ok' if not other else 'OTHER'} {time.monotonic() - began:.0f} s: {shown}",
            flush=True,
        )
        for case, what in other.items():
            print(f"    {case}: {what}", flush=True)
        bad += bool(other)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
