"""A standalone station sends the events of its monitors."""

import asyncio

STATE = {"component": {"name": "EVSE", "evse": {"id": 1}}, "variable": {"name": "AvailabilityState"}}
POWER = {"component": {"name": "EVSE", "evse": {"id": 1}}, "variable": {"name": "Power"}}


def events(other):
    return [event for payload in other.of("NotifyEvent") for event in payload["eventData"]]


async def set_monitor(other, place, kind, value, severity=5):
    wanted = {**place, "type": kind, "value": value, "severity": severity}
    answer = await other.asks("SetVariableMonitoring", setMonitoringData=[wanted])
    assert answer["setMonitoringResult"][0]["status"] == "Accepted"
    return answer["setMonitoringResult"][0]["id"]


async def test_change_raises_an_event(other, station, jobs):
    monitor = await set_monitor(other, STATE, "Delta", 1)
    station.device.connectors.set(1, 1, "Occupied")
    await other.hears(lambda: len(events(other)) == 1)
    (event,) = events(other)
    assert (event["variableMonitoringId"], event["trigger"], event["actualValue"]) == (monitor, "Delta", "Occupied")
    assert event["eventNotificationType"] == "CustomMonitor"


async def test_a_threshold_raises_an_event_when_passed_and_when_cleared(other, station, jobs):
    await set_monitor(other, POWER, "UpperThreshold", 1000)
    for power in (500, 1500, 1600, 900):
        station.device.model.put("EVSE", "Power", power, evse=1)
    await other.hears(lambda: len(events(other)) == 2)
    alert, over = events(other)
    assert (alert["trigger"], alert["actualValue"], alert.get("cleared")) == ("Alerting", "1500", None)
    assert over["cleared"] is True


async def test_periodic_monitors_send_events_until_cleared(other, station, jobs):
    monitor = await set_monitor(other, POWER, "Periodic", 0.02)
    clock = await set_monitor(other, POWER, "PeriodicClockAligned", 0.03)
    await other.hears(lambda: len([e for e in events(other) if e["variableMonitoringId"] == monitor]) >= 3)
    await other.hears(lambda: any(e["variableMonitoringId"] == clock for e in events(other)))
    assert {event["trigger"] for event in events(other)} == {"Periodic"}
    await other.asks("ClearVariableMonitoring", id=[monitor, clock])
    heard = len(events(other))
    station.device.connectors.set(1, 1, "Occupied")
    await set_monitor(other, STATE, "Delta", 1)
    station.device.connectors.set(1, 1, "Available")
    await other.hears(lambda: any(e["trigger"] == "Delta" for e in events(other)))
    assert len(events(other)) <= heard + 3


async def test_events_below_the_level_are_not_reported(other, station, jobs):
    await set_monitor(other, STATE, "Delta", 1, severity=8)
    await set_monitor(other, POWER, "Delta", 1, severity=3)
    await other.asks("SetMonitoringLevel", severity=4)
    station.device.connectors.set(1, 1, "Occupied")
    station.device.model.put("EVSE", "Power", 500, evse=1)
    await other.hears(lambda: len(events(other)) == 1)
    assert events(other)[0]["variable"]["name"] == "Power"


async def test_severe_event_of_an_offline_station_is_queued(other, station, jobs):
    await set_monitor(other, STATE, "Delta", 1, severity=8)
    await set_monitor(other, POWER, "Delta", 1, severity=3)
    station.cut()
    station.device.connectors.set(1, 1, "Occupied")
    station.device.model.put("EVSE", "Power", 500, evse=1)
    await until_queued(station)
    (kept,) = station.device.queue
    assert kept.payload["eventData"][0]["variable"]["name"] == "Power"


async def until_queued(station):
    async with asyncio.timeout(5):
        while True:
            if len(station.device.queue):
                return
            await asyncio.sleep(0.005)
