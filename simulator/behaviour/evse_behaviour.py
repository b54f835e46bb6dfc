"""One EVSE with its parking bay, card reader and cable: actions of people and EVs."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from plugfest.simulator.behaviour.event_composer import EventComposer
from plugfest.simulator.behaviour.evse_state import Demand, EvseState
from plugfest.simulator.behaviour.outgoing_queue import OutgoingQueue
from plugfest.simulator.behaviour.tx_points import OF_AUTHORIZATION, TxPoints, start_points, stop_points
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call

Calls = tuple[Call, ...]
_REASONS = {"SuspendedEV": "StoppedByEV", "SuspendedEVSE": "Other", "EVConnected": "StoppedByEV"}


class CableLockedError(RuntimeError):
    """Raised when a locked cable is pulled out of the station."""


class EvseBehaviour:
    """One EVSE. Each verb returns the resulting calls of the station, in order.

    `fixed_cable`: the cable is attached to the station, only its EV side can be plugged. `minimal`: see EventComposer.
    """

    def __init__(
        self, device: Device, evse_id: int, outgoing: OutgoingQueue, *, fixed_cable: bool = False, minimal: bool = False
    ) -> None:
        self.id = evse_id
        self.fixed_cable = fixed_cable
        self.state = EvseState(station_side=fixed_cable)
        self.events = EventComposer(device, evse_id, self.state, outgoing, minimal=minimal)
        self._device = device

    # --- the EV and its cable ---

    def park(self) -> Calls:
        """Let an EV occupy the parking bay, which a bay detector reports."""
        before = self.state.tx_points()
        self.state.parked = True
        return self._noticed("EVDetected", before)

    def plug_in(self, connector: int = 1, *, demand: Demand = "asks") -> Calls:
        """Park, and plug the cable in on both sides; `demand` is the EV's demand for energy."""
        parked = self.park()
        self.state.demand = demand
        return parked + self.plug_in_station_side(connector) + self.plug_in_ev_side()

    def plug_in_station_side(self, connector: int = 1) -> Calls:
        """Plug the cable into the station, unless it is fixed. Raises KeyError if there is no such connector."""
        if self.fixed_cable or self.state.station_side:
            return ()
        self._device.connectors.find(self.id, connector)
        self.state.connector, before = connector, self.state.tx_points()
        self.state.station_side = True
        return self.events.connector("Occupied") + self._connected(before)

    def plug_in_ev_side(self) -> Calls:
        """Plug the cable into the EV."""
        if self.state.ev_side:
            return ()
        before = self.state.tx_points()
        self.state.ev_side = True
        reported = self.events.connector("Occupied") if self.fixed_cable else ()
        return reported + self._connected(before)

    def unplug(self) -> Calls:
        """Pull the cable out of the station, and so out of the EV. Raises CableLockedError."""
        return self.unplug_ev_side() if self.fixed_cable else self.unplug_station_side()

    def unplug_station_side(self) -> Calls:
        """Pull the cable out of the station (E06.FR.02). Raises CableLockedError."""
        if self.state.locked:
            raise CableLockedError(f"the cable at EVSE {self.id} is locked; stop the charge first")
        if self.fixed_cable or not self.state.station_side:
            return ()
        before = self.state.tx_points()
        self.state.station_side = self.state.ev_side = False
        return self.events.connector("Available") + self._disconnected(before)

    def unplug_ev_side(self) -> Calls:
        """Pull the cable out of the EV (E09, E10), which may end the authorization."""
        if not self.state.ev_side:
            return ()
        before = self.state.tx_points()
        self.state.ev_side = False
        reported = self.events.connector("Available") if self.fixed_cable else ()
        return reported + self._disconnected(before)

    def drive_away(self) -> Calls:
        """Let the EV leave, after unplugging its cable."""
        unplugged = self.unplug_ev_side()
        before = self.state.tx_points()
        self.state.parked = False
        return unplugged + self._noticed("EVDeparted", before)

    # --- energy ---

    def ev_asks(self) -> Calls:
        """Let the EV ask for energy."""
        return self._ev("asks")

    def ev_suspends(self) -> Calls:
        """Let the EV take no energy for the moment (E01.FR.19)."""
        return self._ev("suspends")

    def ev_is_not_ready(self) -> Calls:
        """Let the connected EV not be ready to charge."""
        return self._ev("not ready")

    def suspend(self) -> Calls:
        """Offer no energy for the moment."""
        self.state.suspended = True
        return self.update_energy()

    def resume(self) -> Calls:
        """Offer energy again."""
        self.state.suspended = False
        return self.update_energy()

    def update_energy(self, reason: str | None = None) -> Calls:
        """Start or stop the energy flow by the state of station, EV and authorization; report a change (E01.FR.18)."""
        state, wanted = self.state, self.state.wanted_energy
        if wanted == state.energy:
            return ()
        before, state.energy = state.tx_points(), wanted
        return self.events.change("ChargingStateChanged", before, reason=reason or _REASONS.get(wanted))

    # --- authorization ---

    def authorize(self, token: Mapping[str, Any], trigger: str, group: Mapping[str, Any] | None = None) -> Calls:
        """Authorize a token here; `trigger` is Authorized or RemoteStart. An EV must connect in time (E03.FR.05)."""
        state, before = self.state, self.state.tx_points()
        state.token, state.group, state.unreported_trigger = dict(token), dict(group) if group else None, trigger
        if not state.connected:
            seconds = float(self._device.model.value("TxCtrlr", "EVConnectionTimeOut"))
            state.connect_until = self._device.clock.now() + timedelta(seconds=seconds)
        return self.events.change(trigger, before) + self._locks() + self._path_closed()

    def deauthorize(
        self, trigger: str, reason: str, *, token: Mapping[str, Any] | None = None, unlock: bool = True
    ) -> Calls:
        """End the authorization (E05, E07, F03): energy stops, and the transaction if so configured."""
        state, before = self.state, self.state.tx_points()
        state.token = state.group = state.unreported_trigger = None
        state.locked = state.locked and not unlock
        fields: dict[str, Any] = {"token": token} if token else {}
        if state.transaction is None:
            self._device.remote_control.take_start(self.id)
        at_once = trigger == "Deauthorized" or "Authorized" not in before
        if state.transaction and at_once and stop_points(self._device.model) & OF_AUTHORIZATION:
            return self.events.end(trigger, reason, **fields)
        if trigger == "Deauthorized":
            state.energy = state.wanted_energy
        return self._reported(trigger, before, reason, fields) + self.update_energy(reason)

    def stop(self, token: Mapping[str, Any], *, master: bool = False) -> Calls:
        """Stop the charge with a token, possibly a master pass (E07, C16)."""
        return self.deauthorize("StopAuthorized", "MasterPass" if master else "Local", token=token)

    def connection_times_out(self) -> Calls:
        """End the authorization because no EV was connected in time (E03.FR.05, FR.15)."""
        state, before = self.state, self.state.tx_points()
        self._device.remote_control.take_start(self.id)
        state.connect_until = state.token = state.group = state.unreported_trigger = None
        if state.transaction is not None and "ParkingBayOccupancy" not in stop_points(self._device.model):
            return self.events.end("EVConnectTimeout", "Timeout")
        return self._reported("EVConnectTimeout", before, "Timeout", {})

    # --- the station ---

    def break_lock(self) -> None:
        """Break the lock of the connector, which is reported at the next locking (G05); a fixed cable has none."""
        self.state.lock_broken = not self.fixed_cable

    def reset(self) -> Calls:
        """Reset the EVSE at once, which ends its transaction (B12.FR.04)."""
        return self.events.end("ResetCommand", "ImmediateReset") if self.state.transaction else ()

    # --- helpers ---

    def _reported(self, trigger: str, before: TxPoints, reason: str, fields: dict[str, Any]) -> Calls:
        """Report a change that can end a transaction but not start one."""
        return self.events.change(trigger, before, reason=reason, **fields) if self.state.transaction else ()

    def _noticed(self, trigger: str, before: TxPoints) -> Calls:
        model, now = self._device.model, self.state.tx_points()
        detector = "ParkingBayOccupancy" in start_points(model) | stop_points(model)
        return self.events.change(trigger, before) if detector and now != before else ()

    def _connected(self, before: TxPoints) -> Calls:
        state = self.state
        if not state.connected:
            return ()
        state.connect_until, state.energy = None, "EVConnected"
        return self.events.change("CablePluggedIn", before) + self._locks() + self._path_closed()

    def _disconnected(self, before: TxPoints) -> Calls:
        state, model = self.state, self._device.model
        if "EVConnected" not in before:
            return ()
        state.energy = "Idle"
        if model.value("TxCtrlr", "StopTxOnEVSideDisconnect") == "true":
            state.token = state.group = state.unreported_trigger = None
            state.locked = state.locked and model.value("OCPPCommCtrlr", "UnlockOnEVSideDisconnect") != "true"
        return self._reported("EVCommunicationLost", before, "EVDisconnected", {})

    def _locks(self) -> Calls:
        """Lock the cable of an authorized driver in the station; report a failure (G05)."""
        state = self.state
        if self.fixed_cable or state.token is None or not state.connected:
            return ()
        state.locked = not state.lock_broken
        return self.events.lock_problem() if state.lock_broken else ()

    def _path_closed(self) -> Calls:
        """Follow a closed power path: the meter may sign its first value, energy may flow."""
        state, model = self.state, self._device.model
        wanted = "DataSigned" in start_points(model) | stop_points(model)
        signs = wanted and model.value("SampledDataCtrlr", "SignReadings") == "true"
        reported: Calls = ()
        if state.path_closed and signs and not state.signed:
            before, state.signed = state.tx_points(), True
            reported = self.events.change("SignedDataReceived", before)
        return reported + self.update_energy()

    def _ev(self, demand: Demand) -> Calls:
        self.state.demand = demand
        return self.update_energy()
