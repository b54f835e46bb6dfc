"""Choices that a case leaves to the CSMS: split lists, and the message that carries running costs."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from support.flawed_plays import MakeRunContext, changed, played, violated

from plugfest.simulator.device.device import Device
from plugfest.simulator.link.faults import RemoveField, SetField


@pytest.fixture
def one_entry_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stations take one entry of a local list in a message."""
    describe = Device._describe

    def with_limit(device: Device) -> None:
        describe(device)
        device.model.put("LocalAuthListCtrlr", "ItemsPerMessage", 1)

    monkeypatch.setattr(Device, "_describe", with_limit)


@pytest.mark.usefixtures("one_entry_at_a_time")
async def test_every_message_of_a_split_list_is_judged(make_run_context: MakeRunContext) -> None:
    run_context = await make_run_context()
    fine = await played(run_context, "TC_D_01_CSMS")
    assert fine["verdict"] == "PASS", fine["cause"]
    lists = [
        json.loads(entry["text"])[3]
        for entry in fine["trace"]
        if entry["type"] == "frame" and entry["action"] == "SendLocalList" and entry["message"] == "CALL"
    ]
    assert [(each["updateType"], each["versionNumber"]) for each in lists] == [("Full", 2), ("Differential", 3)]

    full_again = await played(
        run_context, "TC_D_01_CSMS", changed("SendLocalList", 2, SetField(("updateType",), "Full"))
    )
    assert (full_again["verdict"], violated(full_again, "advised")) == ("PASS", {"updateType"})
    for change, path in (
        (SetField(("versionNumber",), 2), "versionNumber"),
        (RemoveField(("localAuthorizationList", 0, "idTokenInfo")), "localAuthorizationList[0].idTokenInfo"),
    ):
        wrong = await played(run_context, "TC_D_01_CSMS", changed("SendLocalList", 2, change))
        assert (wrong["verdict"], path in violated(wrong)) == ("FAIL", True), path


NO_COST = RemoveField(("totalCost",))


async def test_missing_running_costs_fail_and_a_single_gap_warns(
    make_run_context: MakeRunContext,
) -> None:
    run_context = await make_run_context()
    seventh = await played(run_context, "TC_I_01_CSMS", changed("TransactionEvent", 4, NO_COST, answer=True))
    assert (seventh["verdict"], violated(seventh, "advised")) == ("PASS", {"totalCost"})
    never = await played(
        run_context, "TC_I_01_CSMS", changed("TransactionEvent", 1, NO_COST, onwards=True, answer=True)
    )
    assert (never["verdict"], violated(never)) == ("FAIL", {"totalCost"})


class ByRequest:
    """The cost comes in a CostUpdatedRequest right after the answer, no longer in the answer itself."""

    def __init__(self, transaction: Callable[[], str]) -> None:
        self.transaction = transaction

    def apply(self, message: list[Any]) -> list[str]:
        cost = message[2].pop("totalCost", None)
        request = [2, str(uuid.uuid4()), "CostUpdated", {"transactionId": self.transaction(), "totalCost": cost}]
        return [json.dumps(message), *([] if cost is None else [json.dumps(request)])]


async def test_running_cost_by_cost_updated_passes(make_run_context: MakeRunContext) -> None:
    run_context = await make_run_context()

    def running() -> str:
        (transaction,) = run_context.under_way["TC_I_01_CSMS"].station.device.transactions.open
        return transaction.id

    by_request = changed("TransactionEvent", 1, ByRequest(running), onwards=True, answer=True)
    fine = await played(run_context, "TC_I_01_CSMS", by_request)
    assert (fine["verdict"], violated(fine, "advised")) == ("PASS", set()), fine["cause"]

    somebody_elses = changed("TransactionEvent", 1, ByRequest(lambda: "another"), onwards=True, answer=True)
    wrong = await played(run_context, "TC_I_01_CSMS", somebody_elses)
    assert (wrong["verdict"], violated(wrong)) == ("FAIL", {"transactionId"})


@pytest.mark.parametrize("evse", [7, 0, -1])
async def test_report_on_the_monitors_of_no_evse_fails_and_the_case_goes_on(
    make_run_context: MakeRunContext, evse: int
) -> None:
    elsewhere = SetField(("componentVariable", 0, "component", "evse", "id"), evse)
    play = await played(await make_run_context(), "TC_N_02_CSMS", changed("GetMonitoringReport", 2, elsewhere))
    assert (play["verdict"], violated(play)) == ("FAIL", {"componentVariable[0].component.evse.id"})
