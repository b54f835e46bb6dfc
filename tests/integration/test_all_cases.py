"""Every case passes against the compact CSMS, in any order, several at once, repeatedly."""

import asyncio
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from plugfest.reports.record import plain, violation
from plugfest.scenarios.suites.ocpp201_csms import SUITE


async def test_every_case_passes_in_random_order(
    make_run_context: Any, play_all: Any, in_words: Callable[..., str], subtests: pytest.Subtests
) -> None:
    seed = random.randrange(10**6)
    order = random.Random(seed).sample(sorted(SUITE.scenarios), len(SUITE.scenarios))
    for record in await play_all(await make_run_context(), order, at_once=8):
        with subtests.test(case=record["id"], seed=seed):
            assert record["verdict"] == "PASS", in_words(record)
            assert violation(json.loads(json.dumps(plain(record)))) is None


async def test_cases_pass_again_in_two_simultaneous_runs(
    make_run_context: Any, play_all: Any, in_words: Callable[..., str], foundation: tuple[str, ...]
) -> None:
    """Play the cases in the order of Part 6, then again in two runs at once, one of them in reverse."""
    first, second = await make_run_context(), await make_run_context()
    records = await play_all(first, foundation, at_once=1)
    there, back = play_all(first, foundation[::3], at_once=4), play_all(second, foundation[::-3], at_once=4)
    for more in await asyncio.gather(there, back):
        records += more
    assert [in_words(record) for record in records if record["verdict"] != "PASS"] == []
    stations = [play["station"] for record in records for play in record["plays"]]
    assert len(stations) == len(set(stations)), "every play has a station of its own"
