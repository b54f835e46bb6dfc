"""One EVSE with its parking bay, card reader and cable: what people and EVs do there."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from plugfest.simulator.behaviour.bay import Bay, Demand
from plugfest.simulator.behaviour.outlet import Outlet
from plugfest.simulator.behaviour.points import OF_AUTHORIZATION, Points, start_points, stop_points
from plugfest.simulator.behaviour.teller import Teller
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call

Calls = tuple[Call, ...]
_REASONS = {"SuspendedEV": "StoppedByEV", "SuspendedEVSE": "Other", "EVConnected": "StoppedByEV"}


class CableLockedError(RuntimeError):
    """The cable cannot be pulled out of the station: it is locked."""


class Place:
    """One EVSE. Each verb returns the calls that the station sends because of it, in their order.

    `fixed_cable`: the cable hangs at the station, only its end at the EV can be plugged. `terse`: see Teller.
    """

    def __init__(
        self, device: Device, evse: int, outlet: Outlet, *, fixed_cable: bool = False, terse: bool = False
    ) -> None:
        self.evse = evse
        self.fixed_cable = fixed_cable
        self.bay = Bay(station_side=fixed_cable)
        self.teller = Teller(device, evse, self.bay, outlet, terse=terse)
        self._device = device

    # --- the EV and its cable ---

    def park(self) -> Calls:
        """An EV comes into the bay, or is there; a station whose transactions have to do with the bay notices it."""
        before = self.bay.holds()
        self.bay.parked = True
        return self._noticed("EVDetected", before)

    def plug_in(self, connector: int = 1, *, demand: Demand = "asks") -> Calls:
        """The cable is plugged in on both sides, by somebody who has parked here; see Demand for what the EV wants."""
        parked = self.park()
        self.bay.demand = demand
        return parked + self.plug_in_station_side(connector) + self.plug_in_ev_side()

    def plug_in_station_side(self, connector: int = 1) -> Calls:
        """The cable is plugged into the station; a fixed one always is. Raises KeyError: no such connector."""
        if self.fixed_cable or self.bay.station_side:
            return ()
        self._device.connectors.find(self.evse, connector)
        self.bay.connector, before = connector, self.bay.holds()
        self.bay.station_side = True
        return self.teller.connector("Occupied") + self._connected(before)

    def plug_in_ev_side(self) -> Calls:
        """The cable is plugged into the EV."""
        if self.bay.ev_side:
            return ()
        before = self.bay.holds()
        self.bay.ev_side = True
        told = self.teller.connector("Occupied") if self.fixed_cable else ()
        return told + self._connected(before)

    def unplug(self) -> Calls:
        """The cable is pulled out of the station, and is gone from the EV too. Raises CableLockedError."""
        return self.unplug_ev_side() if self.fixed_cable else self.unplug_station_side()

    def unplug_station_side(self) -> Calls:
        """The cable is pulled out of the station (E06.FR.02). Raises CableLockedError."""
        if self.bay.locked:
            raise CableLockedError(f"the cable at EVSE {self.evse} is locked; stop the charge first")
        if self.fixed_cable or not self.bay.station_side:
            return ()
        before = self.bay.holds()
        self.bay.station_side = self.bay.ev_side = False
        return self.teller.connector("Available") + self._disconnected(before)

    def unplug_ev_side(self) -> Calls:
        """The cable is pulled out of the EV (E09, E10): by that the authorization may be over."""
        if not self.bay.ev_side:
            return ()
        before = self.bay.holds()
        self.bay.ev_side = False
        told = self.teller.connector("Available") if self.fixed_cable else ()
        return told + self._disconnected(before)

    def drive_away(self) -> Calls:
        """The EV leaves; a cable that is still in it is pulled out of it first."""
        unplugged = self.unplug_ev_side()
        before = self.bay.holds()
        self.bay.parked = False
        return unplugged + self._noticed("EVDeparted", before)

    # --- energy ---

    def ev_asks(self) -> Calls:
        """The EV wants energy."""
        return self._ev("asks")

    def ev_suspends(self) -> Calls:
        """The EV takes no energy for the moment (E01.FR.19)."""
        return self._ev("suspends")

    def ev_is_not_ready(self) -> Calls:
        """The EV is connected, and not ready to charge."""
        return self._ev("not ready")

    def suspend(self) -> Calls:
        """The EVSE offers no energy for the moment."""
        self.bay.suspended = True
        return self.follow_energy()

    def resume(self) -> Calls:
        """The EVSE offers energy again."""
        self.bay.suspended = False
        return self.follow_energy()

    def follow_energy(self, reason: str | None = None) -> Calls:
        """Energy flows or not, as everybody wants; a change is told (E01.FR.18)."""
        bay, wanted = self.bay, self.bay.wanted_energy
        if wanted == bay.energy:
            return ()
        before, bay.energy = bay.holds(), wanted
        return self.teller.change("ChargingStateChanged", before, reason=reason or _REASONS.get(wanted))

    # --- authorization ---

    def allow(self, token: Mapping[str, Any], trigger: str, group: Mapping[str, Any] | None = None) -> Calls:
        """Somebody may charge here: `trigger` is Authorized or RemoteStart. The EV has to come in time (E03.FR.05)."""
        bay, before = self.bay, self.bay.holds()
        bay.token, bay.group, bay.untold = dict(token), dict(group) if group else None, trigger
        if not bay.connected:
            seconds = float(self._device.model.value("TxCtrlr", "EVConnectionTimeOut"))
            bay.connect_until = self._device.clock.now() + timedelta(seconds=seconds)
        return self.teller.change(trigger, before) + self._locks() + self._path_closed()

    def disallow(
        self, trigger: str, reason: str, *, token: Mapping[str, Any] | None = None, unlock: bool = True
    ) -> Calls:
        """Nobody may charge here any more (E05, E07, F03): energy stops, and the transaction if so configured."""
        bay, before = self.bay, self.bay.holds()
        bay.token = bay.group = bay.untold = None
        bay.locked = bay.locked and not unlock
        fields: dict[str, Any] = {"token": token} if token else {}
        if bay.transaction is None:
            self._device.remote_control.take_start(self.evse)
        at_once = trigger == "Deauthorized" or "Authorized" not in before
        if bay.transaction and at_once and stop_points(self._device.model) & OF_AUTHORIZATION:
            return self.teller.end(trigger, reason, **fields)
        if trigger == "Deauthorized":
            bay.energy = bay.wanted_energy
        return self._told(trigger, before, reason, fields) + self.follow_energy(reason)

    def stop(self, token: Mapping[str, Any], *, master: bool = False) -> Calls:
        """The charge is stopped with a token, that of a master pass perhaps (E07, C16)."""
        return self.disallow("StopAuthorized", "MasterPass" if master else "Local", token=token)

    def time_is_out(self) -> Calls:
        """No EV was connected in time (E03.FR.05, FR.15)."""
        bay, before = self.bay, self.bay.holds()
        self._device.remote_control.take_start(self.evse)
        bay.connect_until = bay.token = bay.group = bay.untold = None
        if bay.transaction is not None and "ParkingBayOccupancy" not in stop_points(self._device.model):
            return self.teller.end("EVConnectTimeout", "Timeout")
        return self._told("EVConnectTimeout", before, "Timeout", {})

    # --- the station ---

    def break_lock(self) -> None:
        """The connector locks no cable any more; that shows when it is to lock one (G05). A fixed cable needs none."""
        self.bay.lock_broken = not self.fixed_cable

    def reset(self) -> Calls:
        """The EVSE, or the whole station, is reset at once: that ends a transaction (B12.FR.04)."""
        return self.teller.end("ResetCommand", "ImmediateReset") if self.bay.transaction else ()

    # --- in short ---

    def _told(self, trigger: str, before: Points, reason: str, fields: dict[str, Any]) -> Calls:
        """Tells of what can end a transaction and start none."""
        return self.teller.change(trigger, before, reason=reason, **fields) if self.bay.transaction else ()

    def _noticed(self, trigger: str, before: Points) -> Calls:
        model, now = self._device.model, self.bay.holds()
        detector = "ParkingBayOccupancy" in start_points(model) | stop_points(model)
        return self.teller.change(trigger, before) if detector and now != before else ()

    def _connected(self, before: Points) -> Calls:
        bay = self.bay
        if not bay.connected:
            return ()
        bay.connect_until, bay.energy = None, "EVConnected"
        return self.teller.change("CablePluggedIn", before) + self._locks() + self._path_closed()

    def _disconnected(self, before: Points) -> Calls:
        bay, model = self.bay, self._device.model
        if "EVConnected" not in before:
            return ()
        bay.energy = "Idle"
        if model.value("TxCtrlr", "StopTxOnEVSideDisconnect") == "true":
            bay.token = bay.group = bay.untold = None
            bay.locked = bay.locked and model.value("OCPPCommCtrlr", "UnlockOnEVSideDisconnect") != "true"
        return self._told("EVCommunicationLost", before, "EVDisconnected", {})

    def _locks(self) -> Calls:
        """The cable of somebody who may charge is locked in the station; where that fails, it is told (G05)."""
        bay = self.bay
        if self.fixed_cable or bay.token is None or not bay.connected:
            return ()
        bay.locked = not bay.lock_broken
        return self.teller.lock_problem() if bay.lock_broken else ()

    def _path_closed(self) -> Calls:
        """An EV is connected and somebody authorized: the meter may sign its first value, energy may flow."""
        bay, model = self.bay, self._device.model
        wanted = "DataSigned" in start_points(model) | stop_points(model)
        signs = wanted and model.value("SampledDataCtrlr", "SignReadings") == "true"
        told: Calls = ()
        if bay.path_closed and signs and not bay.signed:
            before, bay.signed = bay.holds(), True
            told = self.teller.change("SignedDataReceived", before)
        return told + self.follow_energy()

    def _ev(self, demand: Demand) -> Calls:
        self.bay.demand = demand
        return self.follow_energy()
