"""The physical state of one EVSE: vehicle, cable, energy, authorization."""

from datetime import datetime
from typing import Any, Literal

import msgspec

from plugfest.simulator.behaviour.tx_points import TxPoints
from plugfest.simulator.device.transaction import Transaction

Demand = Literal["asks", "suspends", "not ready"]
"""The demand of the EV: energy, suspended, or not ready (chargingState EVConnected)."""


class EvseState(msgspec.Struct):
    """The physical state of one EVSE. `token` is the authorized token, `group` its group."""

    connector: int = 1
    parked: bool = False
    station_side: bool = False
    ev_side: bool = False
    locked: bool = False
    lock_broken: bool = False
    """The connector does not lock the cable, so no energy flows (G05)."""
    demand: Demand = "asks"
    suspended: bool = False
    """The EVSE currently offers no energy."""
    token: dict[str, Any] | None = None
    group: dict[str, Any] | None = None
    unreported_trigger: str | None = None
    """The trigger of an authorization (Authorized, RemoteStart) until an event has reported it."""
    energy: str = "Idle"
    """The chargingState last reported, or that would have been."""
    signed: bool = False
    connect_until: datetime | None = None
    """The time until which an EV must be connected after an authorization."""
    energy_limit: float | None = None
    """The register value at which energy ends for a token that turned out invalid (MaxEnergyOnInvalidId)."""
    transaction: Transaction | None = None
    begin: dict[str, Any] | None = None
    """The meter value with which the transaction began."""
    charging_since: datetime | None = None
    charged: float = 0.0
    """Seconds of charging in the transaction, until it last stopped."""
    series: list[dict[str, Any]] = msgspec.field(default_factory=list)
    """Meter values kept for the end of the transaction (TxEndedInterval)."""

    @property
    def connected(self) -> bool:
        """Whether both ends of the cable are plugged in."""
        return self.station_side and self.ev_side

    @property
    def path_closed(self) -> bool:
        """Whether energy may flow: a connected EV, an authorization, and a locked or fixed cable."""
        return self.connected and self.token is not None and not self.lock_broken

    @property
    def wanted_energy(self) -> str:
        """The chargingState that follows from this state."""
        if not self.connected:
            return "Idle"
        if not self.path_closed or self.demand == "not ready":
            return "EVConnected"
        if self.suspended:
            return "SuspendedEVSE"
        return "SuspendedEV" if self.demand == "suspends" else "Charging"

    def tx_points(self) -> TxPoints:
        """Return the start and stop points that currently hold."""
        facts = {
            "ParkingBayOccupancy": self.parked,
            "EVConnected": self.connected,
            "Authorized": self.token is not None,
            "PowerPathClosed": self.path_closed,
            "EnergyTransfer": self.energy == "Charging",
            # The meter signs while the power path is closed.
            "DataSigned": self.signed and self.path_closed,
        }
        return frozenset(point for point, true in facts.items() if true)

    def forget_transaction(self) -> None:
        """Forget the transaction and its authorization, not the cable."""
        self.transaction = self.token = self.group = self.unreported_trigger = self.begin = None
        self.connect_until = self.energy_limit = self.charging_since = None
        self.charged = 0.0
        self.signed = self.suspended = False
        self.energy = self.wanted_energy
        self.series = []
