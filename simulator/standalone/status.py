"""The current state of a standalone station, as plain data."""

from dataclasses import asdict, dataclass
from typing import Any

from plugfest.simulator.device.device import Device
from plugfest.simulator.standalone.behaviour import Behaviour


@dataclass(frozen=True)
class EvseStatus:
    """One EVSE: its connectors, the vehicle, the transaction and its meter."""

    id: int
    status: str
    connectors: dict[int, str]
    plugged_in: bool
    energy: str
    """The charging state: Idle, EVConnected, Charging, SuspendedEV, SuspendedEVSE."""
    token: str | None
    transaction: str | None
    events: int
    """TransactionEvents of the transaction so far."""
    meter_wh: float
    power_w: float
    cost: float | None


@dataclass(frozen=True)
class StationStatus:
    """A station: its connection, EVSEs and unsent messages."""

    identity: str
    connected: bool
    registration: str | None
    firmware_version: str
    time: str
    evses: tuple[EvseStatus, ...]
    queued_offline: int
    waiting_to_be_sent: int
    transactions: int
    reservations: tuple[int, ...]
    charging_profiles: tuple[int, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the status as JSON."""
        return asdict(self)


def status_of(device: Device, behaviour: Behaviour, *, connected: bool, waiting: int) -> StationStatus:
    """Return the current state of a station."""
    return StationStatus(
        identity=device.identity,
        connected=connected,
        registration=device.registration,
        firmware_version=device.firmware_version,
        time=device.clock.now().isoformat(timespec="seconds"),
        evses=tuple(_evse(device, behaviour, number) for number in device.evses),
        queued_offline=len(device.queue),
        waiting_to_be_sent=waiting,
        transactions=len(device.transactions.open),
        reservations=tuple(device.reservations.held),
        charging_profiles=tuple(device.smart_charging.installed),
    )


def _evse(device: Device, behaviour: Behaviour, number: int) -> EvseStatus:
    evse, state = device.evses[number], behaviour.at(number).state
    transaction = state.transaction
    return EvseStatus(
        id=number,
        status=evse.status,
        connectors={connector.id: connector.status for connector in evse.connectors},
        plugged_in=state.connected,
        energy=state.energy,
        token=state.token["idToken"] if state.token else None,
        transaction=transaction.id if transaction else None,
        events=transaction.seq_no + 1 if transaction else 0,
        meter_wh=round(device.meter.energy(number), 1),
        power_w=device.meter.registers[number].power,
        cost=transaction.total_cost if transaction else None,
    )
