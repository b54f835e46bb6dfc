"""A sample of the self-check: each injected fault is detected by the validation that it violates."""

import asyncio
from itertools import groupby
from typing import Any

import pytest

from plugfest.scenarios.engine.run import with_pace
from plugfest.scenarios.engine.run_case import RunContext, run_case
from plugfest.scenarios.selfcheck.check import MutantResult, check_case, detect, slipped
from plugfest.scenarios.selfcheck.derive import Mutant, demands, mutants
from plugfest.scenarios.suites.ocpp201_csms import SUITE

PACE = {"look_further": 0.05, "unasked": 0.3, "quiet": 0.3, "shown": 0.3}
"""Timeouts are short, because a message that a fault removes never comes."""


@pytest.fixture
async def run_context(make_run_context: Any) -> RunContext:
    made = await make_run_context()
    return RunContext(with_pace(made.description, **PACE), made.operator)


async def undetected(case: str, run_context: RunContext, seen: set[Any], at_once: asyncio.Semaphore) -> list[str]:
    """The validations of a case that none of their faults has violated; those of begin states are tried once."""
    async with at_once:
        green = await run_case(SUITE.cases[case], SUITE.scenarios[case], run_context)
    if green["verdict"] != "PASS":
        return [f"{case} is not green: {green['cause']}"]
    jobs = []
    for each in green["plays"]:
        wanted = demands(each, seen)
        derived = [mutant for mutant in mutants(case, each, wanted) if mutant.validation is not None]
        by_validation = {n: list(group) for n, group in groupby(derived, lambda mutant: mutant.validation)}
        for validation in wanted:
            jobs.append(survives(each, validation, by_validation.get(validation["n"], []), run_context, at_once))
    return [text for text in await asyncio.gather(*jobs) if text is not None]


async def survives(
    green: dict[str, Any],
    validation: dict[str, Any],
    derived: list[Mutant],
    run_context: RunContext,
    at_once: asyncio.Semaphore,
) -> str | None:
    """The validation in words, and what its faults came to, unless one of them violated it."""
    came = []
    for mutant in derived:
        result = await detect(SUITE, green, mutant, run_context, at_once)
        if result.found:
            return None
        came.append(f"{mutant.what}: {result.verdict} ({result.said})")
    return f"{derived[0].case if derived else green['label']} step {validation['step']}: {validation['text']}: {came}"


async def test_every_validation_of_the_sample_is_detected(run_context: RunContext, foundation: tuple[str, ...]) -> None:
    at_once, seen, sample = asyncio.Semaphore(16), set[Any](), (*foundation[::6], "TC_K_55_CSMS")
    found = await asyncio.gather(*(undetected(case, run_context, seen, at_once) for case in sample))
    assert [text for case in found for text in case] == []
    assert len(seen) > 10, "validations of the initial states are checked"


async def test_general_rules_are_checked_in_every_case(run_context: RunContext) -> None:
    """Schema, framing, ids, correlation, one outstanding request, a lost connection: at every step of two cases."""
    at_once = asyncio.Semaphore(16)
    for check in await asyncio.gather(
        *(check_case(SUITE, case, run_context, at_once) for case in ("TC_B_01_CSMS", "TC_B_06_CSMS"))
    ):
        assert check.green, check.case
        assert check.undetected == ()
        assert len(check.results) > 15


@pytest.mark.parametrize(
    ("validation", "verdict", "found", "defect"),
    [
        (None, "FAIL", True, False),
        (None, "PASS", False, True),
        (3, "PASS", False, False),
        (3, "ERROR", False, True),
        (None, "ERROR", False, True),
    ],
)
def test_fault_that_a_scenario_cannot_handle_is_a_defect(
    validation: int | None, verdict: str, found: bool, defect: bool
) -> None:
    mutant = Mutant("TC_B_06_CSMS", "security profile 1", validation, "a demand", "a fault")
    assert slipped(MutantResult(mutant, verdict, found)) is defect
