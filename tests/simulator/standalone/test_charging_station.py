"""A standalone station against the compact CSMS in its own process, and the operator's view of it."""

from collections.abc import AsyncIterator, Iterator

import pytest
from support.compact_csms import PASSWORD, TOKEN, Operator, new_operator, operator_session, running_csms
from support.waiting import until

from plugfest.simulator import CallRefused, ChargingStation, NotConnectedError, StationEvent, StationModel

pytestmark = pytest.mark.process

FAST = 200.0


@pytest.fixture(scope="module")
def csms() -> Iterator[dict[str, str]]:
    """The addresses of a running CSMS."""
    with running_csms() as addresses:
        yield addresses


@pytest.fixture
async def operator(csms: dict[str, str]) -> AsyncIterator[Operator]:
    async with operator_session(csms) as session:
        yield await new_operator(csms, session)


@pytest.fixture
def events() -> list[StationEvent]:
    return []


@pytest.fixture
async def station(operator: Operator, events: list[StationEvent]) -> AsyncIterator[ChargingStation]:
    """A station that is accepted, whose time passes two hundred times as fast."""
    living = ChargingStation(operator.url, password=PASSWORD, speed=FAST, on_event=events.append, judge=True)
    async with living:
        await living.accepted(20)
        yield living
    assert [event for event in events if event.kind == "defect"] == []


async def test_csms_shows_the_charge(station: ChargingStation, operator: Operator) -> None:
    await station.plug_in(1)
    await station.swipe(TOKEN, 1)
    await station.wait(600)
    (running,) = await operator.sees()
    assert (running["running"], running["chargingState"], running["token"]["idToken"]) == (True, "Charging", TOKEN)
    await station.swipe(TOKEN, 1)
    await station.unplug(1)
    (seen,) = await operator.sees()
    assert (seen["running"], seen["stoppedReason"], seen["missing"]) == (False, "EVDisconnected", [])
    assert seen["duration"] >= 600


async def test_offline_events_are_delivered_after_the_reconnect(station: ChargingStation, operator: Operator) -> None:
    await station.plug_in(2)
    await station.swipe(TOKEN, 2)
    await station.go_offline()
    with pytest.raises(NotConnectedError):
        await station.send("Heartbeat")
    await station.swipe(TOKEN, 2)
    await station.unplug(2)
    assert station.status.queued_offline > 0
    (before,) = await operator.sees()
    assert before["running"]
    await station.go_online()
    (seen,) = await operator.sees()
    assert (seen["running"], seen["missing"], station.status.queued_offline) == (False, [], 0)
    assert seen["offlineEventCount"] > 0


async def test_operator_starts_and_stops_charges_remotely(station: ChargingStation, operator: Operator) -> None:
    for evse in (1, 2):
        await station.plug_in(evse)
        await operator.orders("start-transaction", token={"idToken": TOKEN, "type": "ISO14443"}, evse=evse)
    await station.settled()
    assert {each["evse"]: each["chargingState"] for each in await operator.sees()} == {1: "Charging", 2: "Charging"}
    await operator.orders("stop-transaction", evse=1)
    await station.settled()
    await station.unplug(1)
    assert {each["evse"]: each["running"] for each in await operator.sees()} == {1: False, 2: True}


async def test_an_ordered_reset_ends_the_charge_and_boots_again(
    station: ChargingStation, operator: Operator, events: list[StationEvent]
) -> None:
    await station.plug_in(1)
    await station.swipe(TOKEN, 1)
    await operator.orders("reset", type="Immediate")
    await until(lambda: sum(event.kind == "registration" for event in events) >= 2)
    await station.settled()
    (seen,) = await operator.sees()
    assert (seen["running"], seen["stoppedReason"]) == (False, "ImmediateReset")
    assert (await operator.station())["bootReason"] == "RemoteReset"


async def test_a_reset_when_idle_waits_for_the_end_of_the_charge(
    station: ChargingStation, operator: Operator, events: list[StationEvent]
) -> None:
    await station.plug_in(1)
    await station.swipe(TOKEN, 1)
    await operator.orders("reset", type="OnIdle")
    assert not any(event.kind == "restart" for event in events)
    await station.swipe(TOKEN, 1)
    await station.unplug(1)
    await until(lambda: any(event.kind == "restart" for event in events))
    await station.accepted(20)
    assert (await operator.station())["bootReason"] == "ScheduledReset"


async def test_heartbeats_are_sent_at_the_interval_of_the_csms(station: ChargingStation) -> None:
    before = station.frames.sent_count
    interval = int(station.device.model.value("OCPPCommCtrlr", "HeartbeatInterval"))
    await station.wait(3.5 * interval)
    assert station.frames.sent_count - before >= 3


async def test_a_refused_request_is_reported(station: ChargingStation) -> None:
    station.misbehaviour.start("schema-violation")
    with pytest.raises(CallRefused, match="FormatViolation"):
        await station.send("Heartbeat")
    station.misbehaviour.stop("schema-violation")
    assert "currentTime" in await station.send("Heartbeat")


async def test_refused_event_is_retried_as_configured(
    station: ChargingStation, operator: Operator, events: list[StationEvent]
) -> None:
    station.misbehaviour.start("missing-field")
    await station.plug_in(1)
    await until(lambda: sum("TransactionEvent" in e.text for e in events if e.kind == "refused") >= 5)
    retries = [event.text for event in events if "attempt" in event.text]
    assert retries[:2] == ["TransactionEvent: attempt 2 of 3 in 60 s", "TransactionEvent: attempt 3 of 3 in 120 s"]
    assert await operator.sees() == []


async def test_charging_power_follows_the_limits_of_the_csms(station: ChargingStation, operator: Operator) -> None:
    await station.plug_in(1)
    await station.swipe(TOKEN, 1)
    steps = [{"start": 0, "limit": 4000}, {"start": 900, "limit": 0}]
    start = station.device.clock.now().isoformat()
    await operator.orders("limit-charging", purpose="TxDefaultProfile", evse=1, unit="W", steps=steps, start=start)
    await until(lambda: station.status.evses[0].power_w == 4000)
    await until(lambda: station.status.evses[0].energy == "SuspendedEVSE")
    assert station.status.evses[0].power_w == 0


async def test_refused_connection_is_retried(operator: Operator, events: list[StationEvent]) -> None:
    url = operator.url
    async with ChargingStation(url, password="wrong-password-wrong", speed=FAST, on_event=events.append):
        await until(lambda: sum(event.kind == "refused connection" for event in events) >= 3)
    assert "401" in events[0].text


async def test_model_configures_the_station(operator: Operator) -> None:
    model = StationModel(model="Fast 150", vendor="ACME", evses=(2,), variables={"TxCtrlr.EVConnectionTimeOut": 30})
    async with ChargingStation(operator.url, password=PASSWORD, model=model, speed=FAST) as station:
        await station.accepted(20)
        seen = await operator.station()
        assert (seen["model"], seen["vendor"]) == ("Fast 150", "ACME")
        assert list(station.status.evses[0].connectors) == [1, 2]
