"""Playing the trials: many at once in one loop, each against the same CSMS through a link of its own."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from plugfest.scenarios.engine.run_case import House, play
from plugfest.scenarios.selfcheck.derive import Trial, demands, identity, trials
from plugfest.scenarios.selfcheck.view import FlawedView
from plugfest.scenarios.suites.catalogue import catalogue
from plugfest.scenarios.suites.registry import scenarios
from plugfest.simulator.link.link import Link


@dataclass(frozen=True)
class Bite:
    """What came of one trial."""

    trial: Trial
    verdict: str
    found: bool
    """The case failed, and the very validation was shown as violated."""
    said: str = ""
    """What the play gave as its cause."""
    survived: str = ""
    """Of a fault that was not found: why it is no violation of this validation. Empty where nothing explains it."""


@dataclass(frozen=True)
class CaseCheck:
    """What the self-check shows of one case."""

    case: str
    green: bool
    validations: int
    """What the case and its begin states demand, in all variants, each demand of a step once."""
    bites: tuple[Bite, ...]
    unbitten: tuple[str, ...]
    """Validations that no fault has violated, in words."""


async def check_case(case: str, house: House, at_once: asyncio.Semaphore, claimed: set[Any] | None = None) -> CaseCheck:
    """Play a case faultlessly, then with each fault that its validations suggest.

    `claimed` is shared by the cases of one self-check: what their begin states demand is bitten in one of them.
    """
    claimed = set() if claimed is None else claimed
    async with at_once:
        green = await play(catalogue()[case], scenarios()[case], house)
    if green["verdict"] != "PASS":
        return CaseCheck(case, False, 0, (), ())
    chosen = [(each, demands(each, claimed)) for each in green["plays"]]
    jobs = [bite(each, trial, house, at_once) for each, these in chosen for trial in trials(case, each, these)]
    bites = await asyncio.gather(*jobs)
    wanted = {(each["label"], v["n"]): v for each, these in chosen for v in these}
    found: dict[tuple[str, int], bool] = defaultdict(bool)
    for came in bites:
        if came.trial.validation is not None:
            found[came.trial.variant, came.trial.validation] |= came.found
    unbitten = [_words(v) for key, v in wanted.items() if not found[key]]
    # A fault of an automatic rule has to be found wherever it is played.
    unbitten += [f"{came.trial.text}: {came.trial.what}" for came in bites if _slipped(came)]
    return CaseCheck(case, True, len(wanted), tuple(bites), tuple(unbitten))


def _slipped(bite: Bite) -> bool:
    return bite.trial.validation is None and not bite.found


def _words(validation: dict[str, Any]) -> str:
    where = f"{validation['state']} " if validation["state"] else ""
    return f"{where}step {validation['step']}: {validation['subject']}: {validation['text']}"


async def bite(green: dict[str, Any], trial: Trial, house: House, at_once: asyncio.Semaphore) -> Bite:
    """Play one trial of a green play, and see whether it bites."""
    validation = green["validations"][trial.validation] if trial.validation is not None else None
    operator = house.operator if trial.view is None else FlawedView(house.operator, *trial.view)
    with_fault = House(house.description, operator, trial.strict, _faulty(trial))
    async with at_once:
        record = await play(catalogue()[trial.case], scenarios()[trial.case], with_fault, trial.variant)
    played = next((each for each in record["plays"] if each["label"] == trial.variant), None)
    if played is None:
        return Bite(trial, record["verdict"], False, "the variant was not played")
    verdict = trial.verdict or _wanted(validation, played["verdict"])
    said = played["cause"]["text"] if played["cause"] else ""
    found = trial.found_in(played, validation) and played["verdict"] == verdict
    return Bite(trial, played["verdict"], found, said, "" if found else _explained(played, validation))


def _explained(played: dict[str, Any], validation: dict[str, Any] | None) -> str:
    """Why a fault that a validation did not find is no violation of it, as the play shows."""
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
    return f"no violation: {json.dumps(met[0]['actual'])[:120]} is allowed" if met and met[0]["present"] else ""


def _wanted(validation: dict[str, Any] | None, came: str) -> str:
    """The verdict that a violated validation must bring; what is advised or beyond never fails a case."""
    if validation is None or validation["weight"] != "required":
        return came
    if validation["kind"] == "state" and came != "FAIL":
        # A begin state that is not reached leaves its case inconclusive.
        return "INCONCLUSIVE"
    return "FAIL"


def _faulty(trial: Trial) -> Callable[[], Link]:
    def link() -> Link:
        made = Link([trial.fault] if trial.fault is not None else [])
        if trial.door is not None:
            made.doors[trial.door[0]] = trial.door[1]
        made.nobody_asks = trial.nobody_asks
        if trial.handshake is not None:
            made.handshakes[trial.handshake[0]] = trial.handshake[1]
        return made

    return link
