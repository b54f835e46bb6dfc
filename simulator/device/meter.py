"""The energy meters of a station, one per EVSE, on its virtual clock (block J)."""

import base64
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from plugfest.simulator.device.clock import Clock
from plugfest.simulator.device.model import DeviceModel

VOLTAGE = 230.0
PHASES = 3
CHARGING_POWER = 11040.0
"""Charging power of an EV in watts: 16 A on three phases."""

ENERGY = "Energy.Active.Import.Register"

_CONFIGURED = {
    "Transaction.Begin": ("SampledDataCtrlr", "TxStartedMeasurands"),
    "Transaction.End": ("SampledDataCtrlr", "TxEndedMeasurands"),
    "Sample.Clock": ("AlignedDataCtrlr", "Measurands"),
}
_UNITS = {ENERGY: "Wh", "Power.Active.Import": "W", "Current.Import": "A", "Voltage": "V", "SoC": "Percent"}


class Register:
    """The energy register of one meter: it increases with the clock while power flows."""

    def __init__(self, clock: Clock, energy: float) -> None:
        self._clock = clock
        self._energy = energy
        self._power = 0.0
        self._since = clock.now()

    @property
    def power(self) -> float:
        """The current power in watts."""
        return self._power

    @power.setter
    def power(self, watts: float) -> None:
        self._energy, self._since, self._power = self.energy_at(self._clock.now()), self._clock.now(), watts

    def energy_at(self, moment: datetime) -> float:
        """Return the watt-hours at that time, with the current power."""
        return self._energy + self._power * max((moment - self._since).total_seconds(), 0.0) / 3600


class Meter:
    """All meters of a station; that of EVSE 0 is at the grid connection and counts the sum of the others.

    Values come in OCPP's MeterValueType, each with its context and unit.
    """

    def __init__(self, clock: Clock, model: DeviceModel, evses: Sequence[int]) -> None:
        self._clock = clock
        self._model = model
        self.registers = {evse: Register(clock, 1000.0 * evse) for evse in evses}

    def energy(self, evse: int, at: datetime | None = None) -> float:
        """Return the watt-hours of that EVSE, now or `at` a time with the current power."""
        return sum(register.energy_at(at or self._clock.now()) for register in self._behind(evse))

    def shown(self, evse: int) -> str:
        """Return the present energy of that EVSE as the device model has it."""
        return f"{self.energy(evse):.3f}"

    def renew(self, evse: int) -> None:
        """Replace the meter by one that starts at 0."""
        self.registers[evse] = Register(self._clock, 0.0)

    def sample(
        self,
        evse: int,
        context: str = "Sample.Periodic",
        *,
        measurands: Sequence[str] | None = None,
        signed: bool | None = None,
        at: datetime | None = None,
    ) -> dict[str, Any]:
        """Return one meter value of that EVSE, now or `at` a time, to which the clock is advanced if needed.

        Measurands and signing follow the station's configuration for this context (J02), unless given. Raises
        ValueError if the time is ahead of real time.
        """
        controller, configured = _CONFIGURED.get(context, ("SampledDataCtrlr", "TxUpdatedMeasurands"))
        timestamp = self._clock.reach(at) if at else self._clock.stamp()
        moment = at or self._clock.now()
        if measurands is None:
            measurands = [name for name in self._model.value(controller, configured).split(",") if name in _UNITS]
        if signed is None:
            signed = self._model.value(controller, "SignReadings") == "true"
        values = [self._sampled(evse, name, context, moment) for name in measurands or [ENERGY]]
        if signed:
            values = [
                value | ({"signedMeterValue": self._sign(value, timestamp)} if value["measurand"] == ENERGY else {})
                for value in values
            ]
        return {"timestamp": timestamp, "sampledValue": values}

    def series(
        self, evse: int, count: int, interval: float, context: str = "Sample.Periodic", **how: Any
    ) -> list[dict[str, Any]]:
        """Return that many values, an interval in seconds apart, advancing the virtual clock.

        Clock-aligned ones (Sample.Clock) are at whole intervals since midnight. Raises ValueError if the series does
        not fit between the station's time and real time.
        """
        now, step = self._clock.now(), timedelta(seconds=interval)
        first = _next_aligned(now, interval) if context == "Sample.Clock" else now + step
        return [self.sample(evse, context, at=first + number * step, **how) for number in range(count)]

    def _sampled(self, evse: int, measurand: str, context: str, moment: datetime) -> dict[str, Any]:
        energy, power = self.energy(evse, moment), sum(register.power for register in self._behind(evse))
        value = {
            ENERGY: energy,
            "Power.Active.Import": power,
            "Current.Import": power / VOLTAGE / PHASES,
            "Voltage": VOLTAGE,
            "SoC": min(100.0, 20.0 + (energy - 1000.0 * evse) / 500),
        }[measurand]
        sampled: dict[str, Any] = {"value": round(value, 3), "context": context, "measurand": measurand}
        sampled["location"] = "Outlet" if evse else "Inlet"
        return sampled | {"unitOfMeasure": {"unit": _UNITS[measurand], "multiplier": 0}}

    def _behind(self, evse: int) -> list[Register]:
        return [self.registers[evse]] if evse else list(self.registers.values())

    def _sign(self, value: dict[str, Any], timestamp: str) -> dict[str, str]:
        """Return the value in the Open Charge Metering Format, signed by the meter's own key."""
        reading = {"TM": f"{timestamp} S", "RV": value["value"], "RI": "1-b:1.8.0", "RU": "Wh", "ST": "G"}
        data = json.dumps({"FV": "1.0", "GI": "plugfest", "GS": "1", "RD": [reading]}, separators=(",", ":"))
        signature = self._key.sign(data.encode(), ec.ECDSA(hashes.SHA256())).hex()
        public = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        signed = f'OCMF|{data}|{{"SA":"ECDSA-secp256r1-SHA256","SD":"{signature}"}}'
        return {
            "signedMeterData": base64.b64encode(signed.encode()).decode(),
            "signingMethod": "ECDSA-secp256r1-SHA256",
            "encodingMethod": "OCMF",
            "publicKey": base64.b64encode(public).decode(),
        }

    @cached_property
    def _key(self) -> ec.EllipticCurvePrivateKey:
        return ec.generate_private_key(ec.SECP256R1())


def _next_aligned(moment: datetime, interval: float) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(seconds=((moment - midnight).total_seconds() // interval + 1) * interval)
