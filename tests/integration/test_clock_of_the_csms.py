"""A CSMS whose clock differs from this machine's: stations use it, and times are judged by it."""

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from support.flawed_plays import MakeRunContext

from plugfest.scenarios.engine.run_case import run_case
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.simulator.device.clock import moment_of, rfc3339
from plugfest.simulator.link.faults import Fault, Target
from plugfest.simulator.link.link import Link
from plugfest.simulator.protocol.frames import MessageType

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True)
class Shifted:
    """Every date-time of a message is that of a clock which is so many seconds ahead."""

    seconds: float

    def apply(self, message: list[Any]) -> list[str]:
        def later(found: re.Match[str]) -> str:
            return rfc3339(moment_of(found[0]) + timedelta(seconds=self.seconds))

        return [_DATE_TIME.sub(later, json.dumps(message))]


async def played(make_run_context: MakeRunContext, case: str, seconds: float, *actions: str) -> dict[str, Any]:
    run_context = await make_run_context()
    shift = Shifted(seconds)
    faults = [Fault(Target(MessageType.CALL, action, onwards=True), shift) for action in actions]
    for action in ("BootNotification", "Heartbeat"):
        faults.append(Fault(Target(MessageType.CALLRESULT, action, onwards=True), shift))
    run_context.link = lambda: Link(faults)
    return await run_case(SUITE.cases[case], SUITE.scenarios[case], run_context)


@pytest.mark.parametrize("seconds", [420, -420])
@pytest.mark.parametrize(
    ("case", "action"), [("TC_K_01_CSMS", "SetChargingProfile"), ("TC_O_13_CSMS", "SetDisplayMessage")]
)
async def test_times_are_judged_by_the_clock_of_the_csms(
    make_run_context: MakeRunContext, case: str, action: str, seconds: float
) -> None:
    record = await played(make_run_context, case, seconds, action)
    assert record["verdict"] == "PASS", record["cause"]
    (play,) = record["plays"]
    side = "ahead of" if seconds > 0 else "behind"
    notes = [entry["text"] for entry in play["trace"] if entry["type"] == "note"]
    assert any(re.match(rf"the clock of the CSMS is (419|420)\.\d s {side} this machine's", note) for note in notes)
    shown = {v["path"] for v in play["validations"] if (v["outcome"], v["weight"]) == ("violated", "beyond")}
    assert "currentTime" in shown


async def test_times_that_differ_from_the_clock_of_the_csms_fail(make_run_context: MakeRunContext) -> None:
    run_context = await make_run_context()
    faults = [Fault(Target(MessageType.CALL, "SetDisplayMessage", onwards=True), Shifted(420))]
    run_context.link = lambda: Link(faults)
    case = "TC_O_13_CSMS"
    assert (await run_case(SUITE.cases[case], SUITE.scenarios[case], run_context))["verdict"] == "FAIL"
