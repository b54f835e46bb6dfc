"""Plays the whole suite again and again, in random order, and shows whether any verdict ever changes.

`python tests/tools/steadiness [--rounds 20] [--seed 1] [CASE|BLOCK ...]`. The rounds go through all ways to disturb the
suite: one worker and many, another process that burns CPU, a network that takes 20 or 200 ms for everything. Exit
code 1 when a verdict was not PASS in every round.
"""

import argparse
import asyncio
import itertools
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from plugfest.scenarios.engine.compact_description import describe_compact
from plugfest.scenarios.engine.compact_process import start_compact
from plugfest.scenarios.engine.run_case import RunContext, run_case
from plugfest.scenarios.operators.factory import make_operator
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.scenarios.suites.selection import select
from plugfest.simulator.link.link import Link


@dataclass(frozen=True)
class Disturbance:
    """A disturbance of a round."""

    workers: int
    delay: float
    """Seconds that the network takes, each way."""
    burning: bool

    def __str__(self) -> str:
        burning = ", CPU burning" if self.burning else ""
        return f"{self.workers} worker(s), {self.delay * 1000:g} ms each way{burning}"


DISTURBANCES = (
    Disturbance(1, 0.0, False),
    Disturbance(16, 0.0, False),
    Disturbance(48, 0.0, True),
    Disturbance(32, 0.02, False),
    Disturbance(64, 0.2, False),
    Disturbance(4, 0.0, True),
)


@contextmanager
def burning(wanted: bool) -> Iterator[None]:
    """Two processes that do nothing but use the machine's cores."""
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2 if wanted else 0)]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


async def one_round(cases: list[str], disturbance: Disturbance) -> dict[str, str]:
    """Play the cases in this order; their verdicts, with the cause of those that did not pass."""
    verdicts = {}
    with tempfile.TemporaryDirectory() as folder:
        process = await start_compact(Path(folder) / "csms.log")
        description = describe_compact(process)
        operator = make_operator(description)
        await operator.open()
        run_context = RunContext(description, operator, link=lambda: Link(delay=disturbance.delay))
        queue = iter(cases)

        async def work() -> None:
            for case in queue:
                record = await run_case(SUITE.cases[case], SUITE.scenarios[case], run_context)
                cause = f": {record['cause']['text']}" if record["cause"] else ""
                verdicts[case] = f"{record['verdict']}{cause}"

        await asyncio.gather(*(work() for _ in range(disturbance.workers)))
        await operator.close()
        await process.stop()
    return verdicts


def main() -> int:
    """Run the rounds, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("selection", nargs="*")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    dice = random.Random(arguments.seed)
    cases = [case for case in select(SUITE, arguments.selection) if case in SUITE.scenarios]
    seen: dict[str, set[str]] = defaultdict(set)
    for number, disturbance in zip(range(1, arguments.rounds + 1), itertools.cycle(DISTURBANCES), strict=False):
        dice.shuffle(cases)
        began = time.monotonic()
        with burning(disturbance.burning):
            verdicts = asyncio.run(one_round(cases, disturbance))
        for case, verdict in verdicts.items():
            seen[case].add(verdict)
        odd = sorted(case for case, verdict in verdicts.items() if verdict != "PASS")
        took = f"{len(verdicts)} cases in {time.monotonic() - began:.0f} s"
        print(f"round {number}: {disturbance}: {took}, not passed: {odd}")
        for case in odd:
            print(f"    {case} {verdicts[case]}")
    unsteady = sorted(case for case, verdicts in seen.items() if verdicts != {"PASS"})
    print(f"{len(cases)} cases, {arguments.rounds} rounds, {len(unsteady)} not steady: {' '.join(unsteady)}")
    return 1 if unsteady else 0


if __name__ == "__main__":
    sys.exit(main())
