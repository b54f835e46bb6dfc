"""No verdict depends on how fast a CSMS is, on the order of its steps, or on what it does by itself."""

from dataclasses import replace
from typing import Any

import pytest
from support.small_csms import QUICK, SmallCsms, small_csms

from plugfest.scenarios.engine.run_case import run_case
from plugfest.scenarios.suites.ocpp201_csms import SUITE

ASKS, NOT_OURS = "GetTransactionStatus", {"transactionId": "another"}


async def played(csms: SmallCsms, case: str, **more: Any) -> dict[str, Any]:
    async with small_csms(csms, "A", **more) as run_context:
        return await run_case(SUITE.cases[f"{case}_CSMS"], SUITE.scenarios[f"{case}_CSMS"], run_context)


def cause(record: dict[str, Any]) -> tuple[str, str | None]:
    return record["verdict"], record["cause"] and record["cause"]["code"]


def waited_for(record: dict[str, Any]) -> str:
    return "\n".join(wait["for"] for play in record["plays"] for wait in play["waits"])


@pytest.mark.parametrize("case", ["TC_E_29", "TC_E_33", "TC_B_20"])
async def test_order_waits_until_the_csms_knows_the_connection(case: str) -> None:
    csms = SmallCsms()
    csms.knows_after = 0.4
    record = await played(csms, case, pace=replace(QUICK, settling=0.6))
    assert cause(record) == ("PASS", None), record["cause"]


async def test_unsolicited_call_is_not_taken_for_the_ordered_one() -> None:
    """The ordered message comes long after `pace.look_further`; the order was only queued."""
    csms = SmallCsms()
    csms.queues = True
    csms.after_call["StatusNotification", 2] = (0.1, lambda: csms.later(csms.asks("A", ASKS, NOT_OURS)))
    csms.order_after["GetTransactionStatus"] = 0.8
    record = await played(csms, "TC_E_34")
    assert cause(record) == ("PASS", None), record["cause"]


async def test_wrong_message_of_a_queued_order_fails_after_the_timeout() -> None:
    csms = SmallCsms()
    csms.queues = True
    csms.after_call["StatusNotification", 2] = (0.1, lambda: csms.later(csms.asks("A", ASKS, NOT_OURS)))
    csms.order_after["GetTransactionStatus"] = 60
    record = await played(csms, "TC_E_34", pace=replace(QUICK, message=0.5, order=1))
    assert cause(record) == ("FAIL", "validation-violated")


@pytest.mark.parametrize("case", ["TC_E_30", "TC_E_34"])
async def test_unsolicited_call_replaces_an_impossible_order(case: str) -> None:
    csms = SmallCsms()
    async with small_csms(csms, "A") as run_context:
        run_context.operator.cannot = lambda intent: "no button"  # type: ignore[method-assign]

        def soon() -> None:
            open_now = run_context.under_way[f"{case}_CSMS"].station.device.transactions.open
            csms.later(csms.asks("A", ASKS, {"transactionId": open_now[0].id} if open_now else {}))

        last = ("TransactionEvent", 3) if case == "TC_E_30" else ("NotifyEvent", 2)
        csms.after_call[last] = (0.05, soon)
        record = await run_case(SUITE.cases[f"{case}_CSMS"], SUITE.scenarios[f"{case}_CSMS"], run_context)
    assert cause(record) == ("PASS", None), record["cause"]


@pytest.mark.parametrize("case", ["TC_M_20", "TC_M_21"])
async def test_separate_list_order_precedes_the_delete_order(case: str) -> None:
    record = await played(SmallCsms(), case)
    assert cause(record) == ("PASS", None), record["cause"]


async def test_immediately_accepted_boot_ends_the_wait() -> None:
    record = await played(SmallCsms(), "TC_B_02", role="uncommissioned")
    assert cause(record) == ("FAIL", "validation-violated")
    assert "the boot may be tried again" not in waited_for(record)


async def test_too_long_boot_interval_is_inconclusive() -> None:
    csms = SmallCsms()
    csms.boots = [{"status": "Pending", "interval": 2147483647}]
    record = await played(csms, "TC_B_02", role="uncommissioned")
    assert cause(record) == ("INCONCLUSIVE", "interval-too-long")
    assert "boot_interval in [pace] (60 s)" in record["cause"]["text"]


@pytest.mark.parametrize("case", ["TC_K_53", "TC_K_55", "TC_K_57", "TC_K_59"])
async def test_rejected_charging_needs_end_the_wait_for_a_profile(case: str) -> None:
    csms = SmallCsms()
    csms.answers["NotifyEVChargingNeeds"] = {"status": "Rejected"}
    record = await played(csms, case)
    assert record["verdict"] in ("FAIL", "INCONCLUSIVE")
    assert "SetChargingProfileRequest" not in waited_for(record)


async def test_date_is_judged_relative_to_its_order() -> None:
    csms = SmallCsms()
    csms.message_after["UpdateFirmware"] = 0.5
    record = await played(csms, "TC_L_02", firmware_ahead=0.2)
    (play,) = record["plays"]
    dates = [v for v in play["validations"] if v["path"] == "firmware.installDateTime"]
    assert [v["outcome"] for v in dates if v["weight"] == "required"] in (["met"], ["relayed"])


async def test_late_running_cost_passes() -> None:
    csms = SmallCsms()
    async with small_csms(csms, "A") as run_context:

        def soon() -> None:
            (transaction,) = run_context.under_way["TC_I_01_CSMS"].station.device.transactions.open
            cost = {"transactionId": transaction.id, "totalCost": 1.5}
            csms.later(csms.asks("A", "CostUpdated", cost))

        csms.after_call["TransactionEvent", 5] = (1.0, soon)
        record = await run_case(SUITE.cases["TC_I_01_CSMS"], SUITE.scenarios["TC_I_01_CSMS"], run_context)
    assert cause(record) == ("PASS", None), record["cause"]


@pytest.mark.parametrize(("how", "code"), [
    ("mute", "state-not-reached"),
    ("errors", "state-not-reached"),
    ("closes_on", "connection-lost"),
])  # fmt: skip
async def test_fault_before_the_initial_state_is_inconclusive(how: str, code: str) -> None:
    csms = SmallCsms()
    getattr(csms, how).add("StatusNotification")
    record = await played(csms, "TC_B_20", pace=replace(QUICK, answer=0.3))
    assert cause(record) == ("INCONCLUSIVE", code)
    assert "Booted" in record["cause"]["text"]


async def test_an_order_waits_for_the_end_of_a_report_that_the_csms_has_asked_for_by_itself() -> None:
    """A CSMS that keeps what comes last would take the reported old value for the new one."""
    csms = SmallCsms()
    csms.own_calls["BootNotification"] = [(0, "GetBaseReport", {"requestId": 1, "reportBase": "FullInventory"})]
    csms.answer_after["NotifyReport"] = 0.02
    record = await played(csms, "TC_B_09")
    assert cause(record) == ("PASS", None), record["cause"]
    actions = [message[2] for _, message in csms.said if message[0] == 2]
    (play,) = record["plays"]
    sent = [e["action"] for e in play["trace"] if e["type"] == "frame" and e["message"] == "CALL"]
    assert actions.count("NotifyReport") > 2
    assert sent.index("SetVariables") > max(n for n, action in enumerate(sent) if action == "NotifyReport")


@pytest.mark.parametrize(("queues", "waits"), [(True, True), (False, False)])
async def test_a_limit_that_is_shown_nowhere_has_the_time_of_a_message_where_orders_are_queued(
    queues: bool, waits: bool
) -> None:
    csms = SmallCsms()
    csms.queues = queues
    record = await played(csms, "TC_B_08", pace=replace(QUICK, shown=0.2, message=0.5))
    assert ("the CSMS has taken in the variables" in waited_for(record)) is waits
