"""Verbs of drivers and EVs in a scenario, and the messages that the station then sends."""

import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from plugfest.scenarios.engine.run_case import RunContext, run_case
from plugfest.scenarios.language import Csms, StationSpeaker, Tokens, begins, one_of, station_with
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.scenarios.suites.registry import Scenario

MakeRunContext = Callable[[], Awaitable[RunContext]]


async def played(make_run_context: MakeRunContext, scenario: Callable[..., Awaitable[None]]) -> dict[str, Any]:
    """The record of a scenario of the test's own, as the engine plays it."""
    return await run_case(
        SUITE.cases["TC_E_01_CSMS"], Scenario("TC_E_01_CSMS", scenario, SUITE.states), await make_run_context()
    )


def said(record: dict[str, Any]) -> Iterator[tuple[int | None, str, dict[str, Any]]]:
    """Return the messages sent after the boot: step, action and payload."""
    for entry in record["plays"][0]["trace"]:
        own = entry["type"] == "frame" and entry["from"] == "station" and entry["message"] == "CALL"
        if own and entry.get("state") != "Booted":
            yield entry["step"], *json.loads(entry["text"])[2:]


def reported(record: dict[str, Any]) -> list[str]:
    """Return short forms of the messages about EVSEs, each with its step."""
    short = []
    for step, action, payload in said(record):
        if action == "TransactionEvent":
            info = payload["transactionInfo"]
            what = (payload["eventType"], payload["triggerReason"], info.get("chargingState"))
            short.append(" ".join(filter(None, (str(step), *what, info.get("stoppedReason")))))
        elif action in ("StatusNotification", "Authorize"):
            short.append(f"{step} {payload.get('connectorStatus', action)}")
    return short


async def charges_all_the_way(csms: Csms, station: StationSpeaker) -> None:
    plugged = await station.plugs_in(step=1)
    await csms.answers(plugged, step=4)
    asked = await station.swipes(step=5)
    await csms.answers(asked, step=6, idTokenInfo={"status": "Accepted"})
    await csms.answers(await station.authorizes(step=7), step=8)
    await csms.answers(await station.charges(step=9), step=10)
    await csms.answers(await station.pauses(step=11), step=12)
    await csms.answers(await station.stops(step=13), step=14)
    await csms.answers(await station.next_event(step=15), step=16)
    await csms.answers(await station.unplugs(step=17), step=20)


async def test_verbs_of_a_whole_charge_send_their_messages(make_run_context: MakeRunContext) -> None:
    record = await played(make_run_context, charges_all_the_way)
    assert record["verdict"] == "PASS", record["cause"]
    assert reported(record) == [
        "1 Occupied",
        "3 Started CablePluggedIn EVConnected",
        "5 Authorize",
        "7 Updated Authorized EVConnected",
        "9 Updated ChargingStateChanged Charging",
        "11 Updated ChargingStateChanged SuspendedEV",
        "13 Updated StopAuthorized SuspendedEV",
        "15 Updated ChargingStateChanged EVConnected",
        "17 Available",
        "19 Ended EVCommunicationLost Idle EVDisconnected",
    ]


async def plugs_in_charges_and_stops(csms: Csms, station: StationSpeaker) -> None:
    station.authorizes_silently()
    await csms.answers(await station.plugs_in(step=2), step=5)
    await csms.answers(await station.charges(step=5), step=6)
    await csms.answers(await station.stops(step=6), step=7)


@station_with(TxStartPoint="EVConnected", TxStopPoint="Authorized")
async def from_the_cable_to_the_token(csms: Csms, station: StationSpeaker) -> None:
    await plugs_in_charges_and_stops(csms, station)


@station_with(TxStartPoint="PowerPathClosed", TxStopPoint="EnergyTransfer")
async def as_long_as_energy_flows(csms: Csms, station: StationSpeaker) -> None:
    await plugs_in_charges_and_stops(csms, station)
    await csms.answers(await station.next_event(step=8), step=9)


@pytest.mark.parametrize(
    ("scenario", "end"),
    [
        (from_the_cable_to_the_token, ["6 Ended StopAuthorized EVConnected Local"]),
        (
            as_long_as_energy_flows,
            ["6 Updated StopAuthorized Charging", "8 Ended ChargingStateChanged EVConnected Local"],
        ),
    ],
)
async def test_events_follow_the_start_and_stop_points(
    make_run_context: MakeRunContext, scenario: Callable[..., Awaitable[None]], end: list[str]
) -> None:
    record = await played(make_run_context, scenario)
    assert record["verdict"] == "PASS", record["cause"]
    begin = ["2 Occupied", "4 Started Authorized EVConnected", "5 Updated ChargingStateChanged Charging"]
    assert reported(record) == begin + end


@begins("EnergyTransferStarted")
async def stops_and_unplugs(csms: Csms, station: StationSpeaker) -> None:
    """Leaves untold that the charge has come to its end."""
    await csms.answers(await station.stops(step=1), step=2)
    await csms.answers(await station.unplugs(step=3), step=6)


async def test_pending_events_of_one_verb_are_sent_before_the_next_one(make_run_context: MakeRunContext) -> None:
    record = await played(make_run_context, stops_and_unplugs)
    assert reported(record)[-4:] == [
        "1 Updated StopAuthorized Charging",
        "3 Updated ChargingStateChanged EVConnected",
        "3 Available",
        "5 Ended EVCommunicationLost Idle EVDisconnected",
    ]


@begins("EnergyTransferStarted")
async def ends_offline(csms: Csms, station: StationSpeaker) -> None:
    async with station.offline(step=1):
        assert (await station.stops(step=2)).sent is None
        await station.unplugs(step=2)
    stop, idle, end = station.queued
    assert all(event.payload["offline"] for event in (stop, idle, end))
    for number, event in enumerate((end, stop, idle)):
        await csms.answers(await station.delivers(event, step=3 + number), step=6)
    assert station.queued == []
    assert await station.plugs_in(step=7)


async def test_offline_acts_are_queued_and_delivered_as_the_case_prescribes(make_run_context: MakeRunContext) -> None:
    record = await played(make_run_context, ends_offline)
    assert record["verdict"] == "PASS", record["cause"]
    assert reported(record)[-5:] == [
        "3 Ended EVCommunicationLost Idle EVDisconnected",
        "4 Updated StopAuthorized Charging",
        "5 Updated ChargingStateChanged EVConnected",
        "7 Occupied",
        "9 Started CablePluggedIn EVConnected",
    ]


@begins("EnergyTransferStarted")
async def says_as_prescribed(csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    reading = station.meter("Transaction.End")
    stopped = await station.stops(tokens.valid, step=1, chargingState="EVConnected", meterValue=[reading])
    await csms.answers(stopped, step=2)
    gone = await station.unplugs_at_the_ev(step=3, stoppedReason=None)
    await csms.answers(gone, step=4)


async def test_case_prescribes_fields_of_an_event(make_run_context: MakeRunContext) -> None:
    record = await played(make_run_context, says_as_prescribed)
    assert record["verdict"] == "PASS", record["cause"]
    *_, stopped, gone = (payload for _, action, payload in said(record) if action == "TransactionEvent")
    assert stopped["transactionInfo"]["chargingState"] == "EVConnected"
    assert [value["sampledValue"][0]["context"] for value in stopped["meterValue"]] == ["Transaction.End"]
    assert "stoppedReason" not in gone["transactionInfo"]
    assert "meterValue" not in gone, "what the case does not ask for is left out"


@station_with(TxStopPoint="Authorized")
async def charges_with_a_token_that_is_not_accepted(csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    begun = await station.authorizes(tokens.invalid, step=1)
    await csms.answers(begun, step=2, idTokenInfo={"status": one_of("Accepted")})
    await csms.answers(await station.plugs_in(step=3), step=6)
    await csms.answers(await station.charges(step=7), step=8)


async def test_station_continues_after_a_rejected_token(make_run_context: MakeRunContext) -> None:
    record = await played(make_run_context, charges_with_a_token_that_is_not_accepted)
    assert record["verdict"] == "FAIL"
    assert reported(record)[-1] == "7 Updated ChargingStateChanged Charging"


@begins("EnergyTransferStarted", evse=1, token="valid")
@begins("EnergyTransferStarted", evse=2, token="valid2")
async def at_two_evses(csms: Csms, station: StationSpeaker) -> None:
    await csms.answers(await station.on(2).stops(step=1), step=2)
    await csms.answers(await station.on(1).pauses(step=3), step=4)
    await csms.answers(await station.on(2).next_event(step=5), step=6)


async def test_evses_are_independent(make_run_context: MakeRunContext) -> None:
    record = await played(make_run_context, at_two_evses)
    assert record["verdict"] == "PASS", record["cause"]
    assert reported(record)[-3:] == [
        "1 Updated StopAuthorized Charging",
        "3 Updated ChargingStateChanged SuspendedEV",
        "5 Updated ChargingStateChanged EVConnected",
    ]


async def nothing_to_say(station: StationSpeaker) -> None:
    await station.next_event(step=1)


async def nothing_that_could_say_so(station: StationSpeaker) -> None:
    station.authorizes_silently()


@station_with(TxStartPoint="Authorized")
async def says_too_much(station: StationSpeaker) -> None:
    await station.plugs_in(step=1, chargingState="Charging")


@pytest.mark.parametrize(
    ("scenario", "why"),
    [
        (nothing_to_say, "no event is left to be sent for EVSE 1"),
        (nothing_that_could_say_so, "would be lost"),
        (says_too_much, "no event was sent at EVSE 1 that could say evse, chargingState"),
    ],
)
async def test_scenario_unsuited_to_its_station_is_an_error(
    make_run_context: MakeRunContext, scenario: Callable[..., Awaitable[None]], why: str
) -> None:
    record = await played(make_run_context, scenario)
    assert record["verdict"] == "ERROR"
    assert why in record["cause"]["text"]
