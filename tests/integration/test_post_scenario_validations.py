"""Post scenario validations of Part 6: required if the operator can see the CSMS's view, else not judged."""

from typing import Any

import pytest
from support.flawed_plays import MakeRunContext, played

from plugfest.reports.labels import verdict_label
from plugfest.scenarios.engine.run import with_pace
from plugfest.scenarios.engine.run_case import run_case
from plugfest.scenarios.operators.protocol import UNSEEN, Confirmation, Question
from plugfest.scenarios.selfcheck.view import FlawedView
from plugfest.scenarios.suites.ocpp201_csms import SUITE


class Looks(FlawedView):
    """An operator whose view of the CSMS says always the same."""

    def __init__(self, operator: Any, says: object) -> None:
        super().__init__(operator, "", ())
        self._says = says
        self.asked: list[str] = []

    async def sees(self, question: Question, station: str) -> object:
        self.asked.append(question.says)
        return self._says


@pytest.mark.parametrize(
    ("case", "looked_for"),
    [
        ("TC_B_06_CSMS", "the value of OfflineThreshold"),
        ("TC_B_10_CSMS", "OfflineThreshold set to 123, AuthorizeRemoteStart to false"),
        ("TC_B_12_CSMS", "the ConfigurationInventory that the station has reported"),
        ("TC_N_01_CSMS", "the threshold monitors on the power of EVSE 1"),
        ("TC_N_60_CSMS", "the delta monitors on AvailabilityState of the station and of the EVSE"),
    ],
)
async def test_required_view_of_the_csms_decides_the_verdict(
    make_run_context: MakeRunContext, case: str, looked_for: str
) -> None:
    run_context = await make_run_context()
    operator = run_context.operator
    for says, verdict, label in (
        ([], "FAIL", "FAIL"),
        (Confirmation(False), "FAIL", "FAIL"),
        (Confirmation(True), "PASS", "PASS"),
        (UNSEEN, "PASS", "PASS (1 not judged)"),
    ):
        run_context.operator = looks = Looks(operator, says)
        play: Any = await played(run_context, case)
        assert (play["verdict"], verdict_label(play)) == (verdict, label), play["cause"]
        assert looked_for in looks.asked


async def test_view_that_part_6_does_not_require_is_beyond_it(make_run_context: MakeRunContext) -> None:
    run_context = await make_run_context()
    run_context.operator = looks = Looks(run_context.operator, {})
    play: Any = await played(run_context, "TC_F_02_CSMS")
    assert (verdict_label(play), set(looks.asked)) == ("PASS", {""})


class LooksLate(Looks):
    """An operator whose CSMS shows nothing of what it knows for the first looks."""

    def __init__(self, operator: Any, looks: int) -> None:
        super().__init__(operator, [])
        self._left = looks

    async def sees(self, question: Question, station: str) -> object:
        self._left -= 1
        return [] if self._left >= 0 else await self._operator.sees(question, station)


@pytest.mark.parametrize("case", ["TC_B_06_CSMS", "TC_B_10_CSMS"])
async def test_what_must_be_shown_may_be_shown_as_late_as_any_message_comes(
    make_run_context: MakeRunContext, case: str
) -> None:
    """Four looks take longer than the time to look further, which is all that is given to what is beyond Part 6."""
    run_context = await make_run_context()
    run_context.operator = LooksLate(run_context.operator, 4)
    run_context.description = with_pace(run_context.description, message=30, look_further=0.1)
    record = await run_case(SUITE.cases[case], SUITE.scenarios[case], run_context)
    assert record["verdict"] == "PASS", record["cause"]


async def test_five_variables_are_ordered_once_the_csms_knows_the_limit(make_run_context: MakeRunContext) -> None:
    run_context = await make_run_context()
    run_context.operator = LooksLate(run_context.operator, 3)
    play: Any = await played(run_context, "TC_B_08_CSMS")
    assert play["verdict"] == "PASS", play["cause"]
    assert sum("is shown" in wait["for"] for wait in play["waits"]) >= 2
