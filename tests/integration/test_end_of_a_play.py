"""A play has no effect on the next play, and restores the station at the CSMS."""

import asyncio
from dataclasses import replace
from typing import Any

from support.small_csms import QUICK, SmallCsms, small_csms

from plugfest.scenarios.engine.run_case import RunContext, run_case
from plugfest.scenarios.suites.ocpp201_csms import SUITE


async def played(run_context: RunContext, case: str) -> dict[str, Any]:
    return await run_case(SUITE.cases[f"{case}_CSMS"], SUITE.scenarios[f"{case}_CSMS"], run_context)


def notes(record: dict[str, Any]) -> str:
    return "\n".join(e["text"] for each in record["plays"] for e in each["trace"] if e["type"] == "note")


def calls(record: dict[str, Any]) -> list[str]:
    frames = [e for each in record["plays"] for e in each["trace"] if e["type"] == "frame" and e["from"] == "csms"]
    return [e["action"] for e in frames if e["message"] == "CALL"]


async def test_station_pauses_before_it_reconnects() -> None:
    csms = SmallCsms()
    csms.needs_pause = 0.3
    async with small_csms(csms, "A", pace=replace(QUICK, reconnect_pause=0.4)) as run_context:
        verdicts = [(await played(run_context, case))["verdict"] for case in ("TC_B_20", "TC_B_21", "TC_B_22")]
    assert (verdicts, csms.broken) == (["PASS", "PASS", "PASS"], False)


async def test_event_ids_continue_over_plays() -> None:
    csms = SmallCsms()
    csms.unique_events = True
    async with small_csms(csms, "A") as run_context:
        for _ in range(2):
            assert (await played(run_context, "TC_B_20"))["verdict"] == "PASS"
        # Another process, to which the first one has left nothing but its locks.
        again = RunContext(run_context.description, run_context.operator)
        assert (await played(again, "TC_B_20"))["verdict"] == "PASS"


async def test_play_waits_for_slow_responses() -> None:
    csms = SmallCsms()
    csms.answer_after = {"NotifyEvent": 0.2, "StatusNotification": 0.2}
    async with small_csms(csms, "A") as run_context:
        records = [await played(run_context, case) for case in ("TC_F_12", "TC_B_20")]
    assert [record["verdict"] for record in records] == ["PASS", "PASS"]


async def test_late_message_does_not_reach_the_next_play() -> None:
    csms = SmallCsms()
    csms.held["TriggerMessage"] = asyncio.Event()
    pace = replace(QUICK, message=0.4, order=1)
    async with small_csms(csms, "A", pace=pace) as run_context:
        late = await played(run_context, "TC_F_11")
        for line in csms.lines.values():
            await line.wait_closed()  # otherwise the message is sent into a closed connection, and lost
        csms.held["TriggerMessage"].set()
        after = await played(run_context, "TC_B_20")
    assert late["verdict"] != "PASS"
    assert "left open: the order to trigger" in notes(late)
    assert "the station is set aside for 1 s" in notes(late)
    assert (after["verdict"], sorted(calls(after))) == ("PASS", ["Reset", "TriggerMessage"])
    assert "was ordered in an earlier play" in notes(after)


async def test_clean_up_answers_the_calls_it_ordered() -> None:
    """An API call that returns only after the station's response must not deadlock the clean-up."""
    csms = SmallCsms()
    csms.returns_after_answer = True
    async with small_csms(csms, "A") as run_context:
        record = await played(run_context, "TC_G_03")
    assert record["verdict"] == "PASS"
    assert calls(record) == ["ChangeAvailability", "ChangeAvailability"]
    assert "not restored" not in notes(record)


async def test_clean_up_waits_for_the_ordered_call() -> None:
    csms = SmallCsms()
    async with small_csms(csms, "A") as run_context:
        csms.message_after = {"ChangeAvailability": 0.3}
        await played(run_context, "TC_G_03")
    ours = [message[2] if message[0] == 2 else "answer" for _, message in csms.said]
    assert "StatusNotification" in ours[ours.index("answer") + 1 :]
    assert ours.count("answer") == 2


async def test_clean_up_clears_charging_profiles() -> None:
    csms = SmallCsms()
    async with small_csms(csms, "A") as run_context:
        record = await played(run_context, "TC_K_01")
    assert calls(record) == ["SetChargingProfile", "ClearChargingProfile"]
    assert "not restored" not in notes(record)


async def test_clean_up_notes_failed_restoration() -> None:
    csms = SmallCsms()
    async with small_csms(csms, "A", pace=replace(QUICK, message=0.3)) as run_context:
        operator = run_context.operator
        operator.cannot = lambda intent: "no button" if getattr(intent, "operative", False) else None  # type: ignore[method-assign]
        record = await played(run_context, "TC_G_03")
    assert "not restored, the station stays inoperative at the CSMS: the operator cannot" in notes(record)
