"""Plays the trials: many at once in one loop, each against the same CSMS through a separate link."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from plugfest.reports.validations import with_step
from plugfest.scenarios.engine.run_case import RunContext, run_case
from plugfest.scenarios.selfcheck.derive import Mutant, demands, identity, mutants
from plugfest.scenarios.selfcheck.view import FlawedView
from plugfest.scenarios.suites.suite import Suite
from plugfest.simulator.link.link import Link


@dataclass(frozen=True)
class MutantResult:
    """The result of one mutant."""

    mutant: Mutant
    verdict: str
    found: bool
    """The case failed, and exactly this validation was violated."""
    said: str = ""
    """The cause of the play's verdict."""
    survived: str = ""
    """The reason why an undetected fault does not violate this validation; empty without an explanation."""


@dataclass(frozen=True)
class CaseCheck:
    """The result of the self-check of one case."""

    case: str
    green: bool
    validations: int
    """The number of validations of the case and its begin states, in all variants, each validation of a step once."""
    results: tuple[MutantResult, ...]
    undetected: tuple[str, ...]
    """Validations that no fault has violated, as texts."""


async def check_case(
    suite: Suite, case: str, run_context: RunContext, at_once: asyncio.Semaphore, claimed: set[Any] | None = None
) -> CaseCheck:
    """Play a case without faults, then with each fault derived from its validations.

    `claimed` is shared by the cases of one self-check: validations of begin states are tested in one of them.
    """
    claimed = set() if claimed is None else claimed
    async with at_once:
        green = await run_case(suite.cases[case], suite.scenarios[case], run_context)
    if green["verdict"] != "PASS":
        return CaseCheck(case, False, 0, (), ())
    chosen = [(each, demands(each, claimed)) for each in green["plays"]]
    jobs = [
        detect(suite, each, mutant, run_context, at_once)
        for each, these in chosen
        for mutant in mutants(case, each, these)
    ]
    results = await asyncio.gather(*jobs)
    wanted = {(each["label"], v["n"]): v for each, these in chosen for v in these}
    found: dict[tuple[str, int], bool] = defaultdict(bool)
    for came in results:
        if came.mutant.validation is not None:
            found[came.mutant.variant, came.mutant.validation] |= came.found
    undetected = [_words(v) for key, v in wanted.items() if not found[key]]
    # A fault against an automatic rule must be detected in every variant.
    undetected += [f"{came.mutant.text}: {came.mutant.what}: {came.verdict}" for came in results if slipped(came)]
    return CaseCheck(case, True, len(wanted), tuple(results), tuple(undetected))


def slipped(result: MutantResult) -> bool:
    """Return whether a fault shows a defect of plugfest by itself, whatever other faults show.

    One of an automatic rule was not found, or the scenario could not handle what came.
    """
    return result.verdict == "ERROR" or (result.mutant.validation is None and not result.found)


def _words(validation: dict[str, Any]) -> str:
    where = f"{validation['state']} " if validation["state"] else ""
    return f"{where}{with_step(validation)}"


async def detect(
    suite: Suite, green: dict[str, Any], mutant: Mutant, run_context: RunContext, at_once: asyncio.Semaphore
) -> MutantResult:
    """Play one trial of a passing play, and return whether the fault was detected."""
    validation = green["validations"][mutant.validation] if mutant.validation is not None else None
    operator = run_context.operator if mutant.view is None else FlawedView(run_context.operator, *mutant.view)
    with_fault = RunContext(run_context.description, operator, mutant.strict, link=_faulty(mutant))
    async with at_once:
        record = await run_case(suite.cases[mutant.case], suite.scenarios[mutant.case], with_fault, mutant.variant)
    played = next((each for each in record["plays"] if each["label"] == mutant.variant), None)
    if played is None:
        return MutantResult(mutant, record["verdict"], False, "the variant was not played")
    verdict = mutant.verdict or _wanted(validation, played["verdict"])
    said = played["cause"]["text"] if played["cause"] else ""
    found = mutant.found_in(played, validation) and played["verdict"] == verdict
    return MutantResult(mutant, played["verdict"], found, said, "" if found else _explained(played, validation))


def _explained(played: dict[str, Any], validation: dict[str, Any] | None) -> str:
    """Return why an undetected fault does not violate its validation, according to the play."""
    if validation is None:
        return ""
    same = [v for v in played["validations"] if identity(v) == identity(validation)]
    if any(v["outcome"] == "violated" for v in same):
        return ""
    others = [v for v in played["validations"] if v["outcome"] == "violated" and v not in same]
    if others:
        return f"violates something else, and is found there: {others[0]['subject']}: {others[0]['text']}"
    if validation["rule"] == "transferred" and not same:
        return "not judged: what is no HTTP address, or is not there, the station cannot try"
    met = [v for v in same if v["outcome"] == "met"]
    if not met:
        return ""
    value = json.dumps(met[0]["actual"])[:120] if met[0]["present"] else "leaving it out"
    return f"no violation: {value} is allowed"


def _wanted(validation: dict[str, Any] | None, came: str) -> str:
    """Return the verdict that a violated validation must cause; advised and beyond ones never fail a case."""
    if validation is None or validation["weight"] != "required":
        return came
    if validation["kind"] == "state" and came != "FAIL":
        # If a begin state is not reached, the case is inconclusive.
        return "INCONCLUSIVE"
    return "FAIL"


def _faulty(mutant: Mutant) -> Callable[[], Link]:
    def link() -> Link:
        made = Link([mutant.fault] if mutant.fault is not None else [])
        if mutant.door is not None:
            made.connect_faults[mutant.door[0]] = mutant.door[1]
        made.drop_ocsp_requests = mutant.drop_ocsp_requests
        if mutant.handshake is not None:
            made.handshakes[mutant.handshake[0]] = mutant.handshake[1]
        return made

    return link
