"""Every pair of awkwardnesses of the second CSMS once at least: `python tests/tools/matrix`.

A verdict that is not that of the reference list (`expected.toml`, the plain CSMS's) is printed, and the exit code is 1.
Numbers of rows as arguments play these alone.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from support.awkward_harbour import CASES, HARBOUR_FILE, Row, description_of, harbours, verdicts
from support.reference import drift, read_reference

CASES_OF_A_ROW = f"{CASES} B_12 B_31 E_34 F_12"

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
    "forgets_password": (False, True),
    "caches_policy": (False, True),
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


def others(found: dict[str, str]) -> Iterator[str]:
    """Yield each case of a row whose verdict is not that of the reference list, with its cause."""
    reference = read_reference(HARBOUR_FILE.parent / "expected.toml")
    for case in CASES_OF_A_ROW.split():
        verdict, _, cause = found.get(case, "PASS").partition(": ")
        yield from (f"{each}: {cause}" for each in drift(reference, {f"TC_{case}_CSMS": verdict}))


def main() -> int:
    """Play the cases against each row, or against those whose numbers are named."""
    rows = dict(enumerate(covering_rows(), 1))
    chosen = [int(word) for word in sys.argv[1:]] or list(rows)
    bad = 0
    with harbours() as running:
        for number in chosen:
            began, row = time.monotonic(), rows[number]
            with tempfile.TemporaryDirectory() as folder:
                file = description_of(HARBOUR_FILE, Path(folder), Row(row))
                found = asyncio.run(verdicts(file, running.start(**row), CASES_OF_A_ROW))
            drifted = list(others(found))
            shown = ", ".join(f"{name} {value}" for name, value in row.items() if value)
            took = f"{time.monotonic() - began:.0f} s"
            print(f"{number}/{len(rows)} {'OTHER' if drifted else 'ok'} {took}: {shown}", flush=True)
            for other in drifted:
                print(f"    {other}", flush=True)
            bad += bool(drifted)
    print(f"{bad} of {len(chosen)} rows with another verdict than the reference list" if bad else "no drift")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
