import base64
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from plugfest.simulator.device import Call, Clock, Device
from plugfest.simulator.device.clock import moment_of

Checked = Callable[[Iterable[Call]], tuple[Call, ...]]


def charging(device: Device) -> None:
    device.begin_transaction(1, 1).event("Started", "ChargingStateChanged", chargingState="Charging")


def test_register_increases_only_while_charging(device: Device) -> None:
    idle = device.meter.energy(1)
    device.clock.advance(600)
    assert device.meter.energy(1) == idle
    charging(device)
    device.clock.advance(3600)
    assert device.meter.energy(1) - idle == pytest.approx(11040, abs=1)
    assert device.meter.energy(2) == 2000
    transaction = device.transactions.open[0]
    transaction.event("Ended", "EVDeparted")
    ended = device.meter.energy(1)
    device.clock.advance(600)
    assert device.meter.energy(1) == pytest.approx(ended)
    assert device.model.value("FiscalMetering", "EnergyImportRegister", evse=1) == f"{device.meter.energy(1):.3f}"


def test_values_carry_context_unit_and_measurand(device: Device) -> None:
    value = device.meter.sample(1, "Transaction.Begin")
    (sampled,) = value["sampledValue"]
    assert sampled == {
        "value": 1000.0,
        "context": "Transaction.Begin",
        "measurand": "Energy.Active.Import.Register",
        "location": "Outlet",
        "unitOfMeasure": {"unit": "Wh", "multiplier": 0},
    }


def test_measurands_are_as_configured(device: Device) -> None:
    wanted = "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage,SoC"
    device.model.put("SampledDataCtrlr", "TxUpdatedMeasurands", wanted)
    charging(device)
    sampled = device.meter.sample(1)["sampledValue"]
    assert [value["measurand"] for value in sampled] == wanted.split(",")
    assert sampled[1]["value"] == 11040
    assert sampled[2]["value"] == 16


def test_series_has_past_times_one_interval_apart(device: Device) -> None:
    charging(device)
    values = device.meter.series(1, 5, 60)
    moments = [moment_of(value["timestamp"]) for value in values]
    assert [(later - earlier).total_seconds() for earlier, later in pairwise(moments)] == [60] * 4
    assert moments[-1] < datetime.now(UTC)
    energies = [value["sampledValue"][0]["value"] for value in values]
    assert energies[-1] - energies[0] == pytest.approx(4 * 184, abs=1)


def test_clock_aligned_values_fall_on_whole_intervals(device: Device) -> None:
    values = device.meter.series(1, 3, 900, "Sample.Clock")
    moments = [moment_of(value["timestamp"]) for value in values]
    assert all(moment.minute % 15 == 0 and moment.second == moment.microsecond == 0 for moment in moments)
    assert (moments[2] - moments[0]).total_seconds() == 1800
    assert values[0]["sampledValue"][0]["context"] == "Sample.Clock"
    event = device.begin_transaction(1, 1).event("Started", "CablePluggedIn")
    assert moment_of(event.payload["timestamp"]) > moments[-1]


def test_series_longer_than_the_clock_offset_is_refused() -> None:
    device = Device(identity="CS1", clock=Clock(behind=100))
    with pytest.raises(ValueError, match="further behind"):
        device.meter.series(1, 3, 60)


def test_signed_values_can_be_verified(device: Device, checked: Checked) -> None:
    device.model.put("SampledDataCtrlr", "SignReadings", True)
    value = device.meter.sample(1)
    checked([Call("MeterValues", {"evseId": 1, "meterValue": [value]})])
    signed = value["sampledValue"][0]["signedMeterValue"]
    _, data, signature = base64.b64decode(signed["signedMeterData"]).decode().split("|")
    key = load_der_public_key(base64.b64decode(signed["publicKey"]))
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(bytes.fromhex(json.loads(signature)["SD"]), data.encode(), ec.ECDSA(hashes.SHA256()))
    assert json.loads(data)["RD"][0]["RV"] == 1000.0


def test_grid_meter_is_the_sum_of_all_evses(device: Device) -> None:
    assert device.meter.energy(0) == device.meter.energy(1) + device.meter.energy(2) == 3000
    charging(device)
    device.clock.advance(3600)
    assert device.meter.energy(0) == pytest.approx(3000 + 11040, abs=1)
    assert device.meter.sample(0)["sampledValue"][0]["location"] == "Inlet"


def test_several_meters_are_read_at_the_same_moment(device: Device, checked: Checked) -> None:
    charging(device)
    moment = device.clock.now().replace(microsecond=0) + timedelta(seconds=60)
    reported = [
        call
        for evse in (0, 1, 2)
        for call in (device.meter_values(evse, at=moment), device.meter_event(evse, at=moment))
    ]
    checked(reported)
    stamps = {call.payload["meterValue"][0]["timestamp"] for call in reported if call.action == "MeterValues"}
    stamps |= {call.payload["eventData"][0]["timestamp"] for call in reported if call.action == "NotifyEvent"}
    assert {moment_of(stamp) for stamp in stamps} == {moment}


def test_a_new_meter_counts_from_zero(device: Device) -> None:
    device.meter.renew(1)
    assert device.meter.energy(1) == 0
