from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from plugfest.simulator.device import Device, Reply
from plugfest.simulator.device.clock import moment_of, rfc3339
from plugfest.simulator.device.electric_vehicle import ElectricVehicle

Ask = Callable[..., Reply]


def profile(device: Device, *periods: tuple[int, float], unit: str = "A", level: int = 0, **more: Any) -> Any:
    schedule = {
        "id": 4,
        "startSchedule": rfc3339(device.clock.now() - timedelta(seconds=1)),
        "chargingRateUnit": unit,
        "chargingSchedulePeriod": [{"startPeriod": start, "limit": limit} for start, limit in periods],
        **more,
    }
    return {
        "id": 9,
        "stackLevel": level,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Absolute",
        "transactionId": device.transactions.open[0].id,
        "chargingSchedule": [schedule],
    }


@pytest.fixture
def charging(device: Device, token: dict[str, Any]) -> Device:
    device.begin_transaction(1, 1, token).event("Started", "Authorized", chargingState="EVConnected")
    return device


def reported(reply: Reply) -> Any:
    assert reply.answer == {"status": "Accepted"}
    (call,) = reply.then
    assert call.action == "NotifyEVChargingSchedule"
    return call.payload


def limits(schedule: Any) -> list[tuple[int, float]]:
    return [(period["startPeriod"], period["limit"]) for period in schedule["chargingSchedulePeriod"]]


def test_ev_reports_its_charging_needs(charging: Device, checked: Callable[..., Any]) -> None:
    vehicles = charging.smart_charging.vehicles
    vehicles.plug_in(1, ElectricVehicle(departure=charging.clock.now() + timedelta(hours=8), max_tuples=3))
    (call,) = checked([vehicles.needs(1)])
    assert (call.payload["evseId"], call.payload["maxScheduleTuples"]) == (1, 3)
    assert "dcChargingParameters" not in call.payload["chargingNeeds"]
    vehicles.plug_in(1, ElectricVehicle(transfer="DC", max_current=200, max_power=60_000))
    (call,) = checked([vehicles.needs(1)])
    assert call.payload["chargingNeeds"]["dcChargingParameters"]["evMaxPower"] == 60_000
    assert "acChargingParameters" not in call.payload["chargingNeeds"]
    with pytest.raises(KeyError):
        vehicles.needs(2)


def test_ev_reports_a_schedule_within_the_offer(charging: Device, ask: Ask) -> None:
    vehicles = charging.smart_charging.vehicles
    vehicles.plug_in(1, ElectricVehicle(max_current=16, min_current=6, energy=50_000))
    vehicles.needs(1)
    offer = profile(charging, (0, 20), (600, 5), (1200, 10), duration=3600)
    payload = reported(ask("SetChargingProfile", evseId=1, chargingProfile=offer))
    schedule = payload["chargingSchedule"]
    assert (payload["evseId"], schedule["id"], schedule["chargingRateUnit"]) == (1, 4, "A")
    assert [limit for _, limit in limits(schedule)][:3] == [16, 0, 10], "5 A is less than it can charge with"
    assert moment_of(payload["timeBase"]) <= charging.clock.now()


def test_schedule_ends_when_the_requested_energy_is_reached(charging: Device, ask: Ask) -> None:
    vehicles = charging.smart_charging.vehicles
    vehicles.plug_in(1, ElectricVehicle(max_current=10, energy=6_900))
    vehicles.needs(1)
    payload = reported(ask("SetChargingProfile", evseId=1, chargingProfile=profile(charging, (0, 16), duration=7200)))
    assert limits(payload["chargingSchedule"]) == [(0, 10), (3601, 0)]


def test_schedule_of_the_ev_limits_the_composite_schedule(charging: Device, ask: Ask) -> None:
    vehicles = charging.smart_charging.vehicles
    vehicles.plug_in(1, ElectricVehicle(max_current=12))
    vehicles.needs(1)
    ask("SetChargingProfile", evseId=1, chargingProfile=profile(charging, (0, 16), duration=7200))
    reply = ask("GetCompositeSchedule", evseId=1, duration=60, chargingRateUnit="A")
    assert isinstance(reply.answer, dict)
    assert limits(reply.answer["schedule"]) == [(0, 12)]
    vehicles.unplug(1)
    reply = ask("GetCompositeSchedule", evseId=1, duration=60, chargingRateUnit="A")
    assert isinstance(reply.answer, dict)
    assert limits(reply.answer["schedule"]) == [(0, 16)]


def test_schedule_respects_the_maximum_number_of_periods(charging: Device, ask: Ask) -> None:
    vehicles = charging.smart_charging.vehicles
    vehicles.plug_in(1, ElectricVehicle(max_tuples=2, energy=90_000))
    vehicles.needs(1)
    offer = profile(charging, (0, 15), (60, 8), (120, 14), (180, 9), duration=3600)
    payload = reported(ask("SetChargingProfile", evseId=1, chargingProfile=offer))
    assert [limit for _, limit in limits(payload["chargingSchedule"])] == [15, 8]


def test_direct_current_is_calculated_in_watts(charging: Device, ask: Ask) -> None:
    vehicles = charging.smart_charging.vehicles
    vehicles.plug_in(1, ElectricVehicle(transfer="DC", max_power=9_000, energy=90_000))
    vehicles.needs(1)
    offer = profile(charging, (0, 20_000), (60, 5_000), unit="W", duration=600)
    payload = reported(ask("SetChargingProfile", evseId=1, chargingProfile=offer))
    assert [limit for _, limit in limits(payload["chargingSchedule"])] == [9_000, 5_000]


def test_ev_without_iso_15118_sends_no_schedule(charging: Device, ask: Ask) -> None:
    offer = profile(charging, (0, 16))
    assert ask("SetChargingProfile", evseId=1, chargingProfile=offer).then == ()
    charging.smart_charging.vehicles.plug_in(1, ElectricVehicle())
    assert ask("SetChargingProfile", evseId=1, chargingProfile=offer).then == ()


def test_several_schedules_need_an_ev_that_reported_its_needs(charging: Device, ask: Ask) -> None:
    offer = profile(charging, (0, 16))
    offer["chargingSchedule"] *= 2
    refused = ask("SetChargingProfile", evseId=1, chargingProfile=offer).answer
    assert isinstance(refused, dict)
    assert (refused["status"], refused["statusInfo"]["reasonCode"]) == ("Rejected", "InvalidProfile")
    charging.smart_charging.vehicles.plug_in(1, ElectricVehicle())
    charging.smart_charging.vehicles.needs(1)
    reported(ask("SetChargingProfile", evseId=1, chargingProfile=offer))


def test_end_of_the_transaction_removes_the_ev(charging: Device) -> None:
    vehicles = charging.smart_charging.vehicles
    vehicles.plug_in(1, ElectricVehicle())
    vehicles.needs(1)
    charging.transactions.open[0].event("Ended", "EVCommunicationLost", chargingState="Idle")
    assert not vehicles.negotiating(1)
