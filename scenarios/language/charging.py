"""Actions of drivers and EVs at a station, and the messages that the station sends about them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.intents import IdToken
from plugfest.scenarios.language.exchanges import CsmsCall, StationCall
from plugfest.scenarios.language.talking import Talking
from plugfest.simulator.behaviour.evse_behaviour import Calls, EvseBehaviour
from plugfest.simulator.behaviour.evse_state import Demand
from plugfest.simulator.behaviour.outgoing_queue import OutgoingQueue
from plugfest.simulator.device.clock import moment_of
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call
from plugfest.simulator.device.transaction import Transaction

STATE_OF_TRIGGER = {
    "Authorized": "Authorized",
    "RemoteStart": "Authorized",
    "CablePluggedIn": "EVConnectedPreSession",
    "StopAuthorized": "StopAuthorized",
}
"""The reusable state that an event of the case itself reaches, by trigger reason."""

OF_A_TRANSACTION = frozenset(
    {
        "Authorized",
        "EVConnectedPreSession",
        "EnergyTransferStarted",
        "EnergyTransferSuspended",
        "StopAuthorized",
        "EVConnectedPostSession",
        "EVDisconnected",
    }
)
"""States that every new transaction must reach again."""


class Site:
    """The EVSEs of a station with their parking bays, card readers and cables.

    By itself a station reports only what Part 6 requires; meter values are sent by the case.
    """

    def __init__(self, device: Device, *, fixed_cables: bool = False) -> None:
        self.outgoing = OutgoingQueue(device)
        self.places = {
            evse: EvseBehaviour(device, evse, self.outgoing, fixed_cable=fixed_cables, minimal=True)
            for evse in device.evses
        }


class Charging(Talking):
    """The actions of drivers and EVs: park, show a token, plug in, charge and leave.

    A verb does what it says at the EVSE here and sends the event that the station makes of it, as its TxStartPoint and
    TxStopPoint have it. A connector in a new state is reported before: at the verb's step, the event two steps later.
    Further fields are what the case prescribes of the event, in place of what the station would say by itself.
    """

    evse: int
    connector: int
    reached: set[str]
    """Reusable states that this EVSE has reached in the current transaction."""
    _token: IdToken | None
    _site: Site
    _untold: list[Call]
    _transaction: Transaction | None
    _began: datetime
    _ended: datetime

    @property
    def place(self) -> EvseBehaviour:
        """Return the simulated EVSE at this place."""
        place = self._site.places[self.evse]
        place.state.connector = self.connector
        return place

    @property
    def token(self) -> IdToken:
        """Return the driver's token at this place: the valid one unless another was chosen."""
        return self._token or self._context.token("valid")

    # --- tokens ---

    async def swipes(self, token: IdToken | None = None, *, step: int, **more: Any) -> StationCall:
        """Let the driver show a token, or the EV its contract, and let the station authorize it."""
        return await self._send(self.device.authorize((token or self.token).payload, **more), step)

    async def authorizes(
        self, token: IdToken | None = None, *, step: int, asked_by: CsmsCall | None = None, **fields: Any
    ) -> StationCall:
        """Authorize the token. `asked_by`: the RequestStartTransaction that caused it and named the EVSE."""
        place, payload = self.place, (token or self.token).payload
        if asked_by is None:
            return await self._does(lambda: place.authorize(payload, "Authorized"), step, fields)
        fields = {"remoteStartId": asked_by["remoteStartId"], **fields}
        if not place.state.connected:
            fields = {"evse": True, **fields}
        return await self._does(lambda: place.authorize(payload, "RemoteStart"), step, fields)

    def authorizes_silently(self, token: IdToken | None = None) -> None:
        """As `authorizes`, at a station whose transactions begin later: until then no event is sent."""
        self._silently(self.place.authorize((token or self.token).payload, "Authorized"))

    async def stops(
        self,
        token: IdToken | None = None,
        *,
        step: int,
        master_pass: bool = False,
        asked_by: CsmsCall | None = None,
        **fields: Any,
    ) -> StationCall:
        """Let the driver, the holder of a master pass, or a RequestStopTransaction (`asked_by`) stop the charging.

        The energy transfer stops as well; the station reports that in its next event.
        """
        place = self.place
        if asked_by is not None:
            return await self._does(lambda: place.deauthorize("RemoteStop", "Remote"), step, fields)
        payload = (token or self.token).payload
        return await self._does(lambda: place.stop(payload, master=master_pass), step, fields)

    async def deauthorizes(self, *, step: int, **fields: Any) -> StationCall:
        """Let the station withdraw the authorization, because the CSMS does not accept the token."""
        place = self.place
        return await self._does(lambda: place.deauthorize("Deauthorized", "DeAuthorized", unlock=False), step, fields)

    async def connection_times_out(self, seconds: float, *, step: int, **fields: Any) -> StationCall:
        """Let EVConnectionTimeOut expire on the station's clock without a plugged cable."""
        self.device.clock.advance(seconds)
        return await self._does(self.place.connection_times_out, step, fields)

    # --- the EV and its cable ---

    async def parks(self, *, step: int) -> StationCall:
        """Let an EV occupy the bay (requires ParkingBayOccupancy detection). Implied by all other verbs."""
        return await self._does(lambda: (), step, {})

    async def plugs_in(self, *, step: int, ready: bool = False, **fields: Any) -> StationCall:
        """Let the driver plug the cable in, on both sides; an EV that is `ready` charges as soon as it may."""
        place = self.place
        demand: Demand = "asks" if ready else "not ready"
        return await self._does(lambda: place.plug_in(self.connector, demand=demand), step, {"evse": True, **fields})

    async def plugs_in_at_the_ev(self, *, step: int, **fields: Any) -> StationCall:
        """Let the cable, still in the station, be plugged into the EV again."""
        place = self.place
        return await self._does(lambda: place.ev_is_not_ready() + place.plug_in_ev_side(), step, fields)

    async def unplugs(self, *, step: int, **fields: Any) -> StationCall:
        """Let the driver unplug the cable from the station, or a fixed cable from the EV."""
        return await self._does(self.place.unplug, step, fields)

    async def unplugs_at_the_ev(self, *, step: int, **fields: Any) -> StationCall:
        """Let the cable be unplugged from the EV; its other end remains in the station."""
        return await self._does(self.place.unplug_ev_side, step, fields)

    async def drives_away(self, *, step: int, **fields: Any) -> StationCall:
        """Let the EV leave its bay."""
        return await self._does(self.place.drive_away, step, fields)

    # --- energy ---

    def suspends_evse(self) -> None:
        """Let the EVSE offer no energy until the EV `charges`.

        Before the cable is plugged in, this sends no event.
        """
        self._silently(self.place.suspend())

    async def charges(self, *, step: int, **fields: Any) -> StationCall:
        """Let the EV charge, with the EVSE offering energy."""
        place = self.place
        return await self._does(lambda: place.resume() + place.ev_asks(), step, fields)

    async def pauses(self, *, step: int, **fields: Any) -> StationCall:
        """Let the EV suspend charging."""
        return await self._does(self.place.ev_suspends, step, fields)

    async def resets(self, *, step: int, **fields: Any) -> StationCall:
        """Let the station, or only this EVSE, be reset immediately during charging."""
        return await self._does(self.place.reset, step, fields)

    async def fails_to_lock(self, *, step: int) -> None:
        """Let the connector fail to lock the plugged-in cable, and let the station report it."""
        self.place.break_lock()
        await self.tells(*self.place.events.lock_problem(), step=step)

    # --- events ---

    async def next_event(self, *, step: int) -> StationCall:
        """Send the outstanding messages about earlier actions at this EVSE, up to the next event."""
        reported = False
        while self._untold:
            call = self._untold.pop(0)
            if call.action == "TransactionEvent":
                return await self._send(call, step + 2 if reported else step)
            await self.tells(call, step=step)
            reported = True
        raise ValueError(f"no event is left to be sent for EVSE {self.evse}")

    async def _does(self, verb: Callable[[], Calls], step: int, fields: dict[str, Any]) -> StationCall:
        """Perform an action of a parked driver and send its event, or queue it while offline.

        Outstanding messages of earlier verbs are sent first, and must be answered.
        """
        before, self._untold = self._untold, []
        await self.tells(*before, step=step)
        place, queued = self.place, len(self.device.queue)
        parked = place.park()
        with place.events.override_fields(**fields):
            self._untold = [*parked, *verb()]
        if place.state.transaction is not None and place.state.transaction is not self._transaction:
            self._transaction = place.state.transaction
            self.reached -= OF_A_TRANSACTION
        if self._site.outgoing.online:
            return await self.next_event(step=step)
        return StationCall(tuple(self.device.queue)[queued])

    @staticmethod
    def _silently(reported: Calls) -> None:
        if reported:
            raise ValueError(f"messages of the station would be lost: {reported}")

    # --- the transaction ---

    @property
    def transaction(self) -> Transaction:
        """Return the current transaction of this EVSE, or the last one."""
        if self._transaction is None:
            raise Stop("state-not-reached", f"no transaction has begun on EVSE {self.evse}")
        return self._transaction

    async def updates_transaction(self, *, step: int, triggerReason: str, **fields: Any) -> StationCall:
        """Send an event without any action of a driver or EV: a meter value, or at the request of the CSMS."""
        return await self._send(self.transaction.event("Updated", triggerReason, **fields), step)

    @property
    def has_run(self) -> float:
        """Return the seconds since the Started event of this EVSE's transaction, on the station's clock."""
        return (self.device.clock.now() - self._began).total_seconds()

    @property
    def lasted(self) -> float:
        """Return the seconds from the Started to the Ended event of the last transaction here, by their timestamps."""
        return round((self._ended - self._began).total_seconds(), 3)

    async def _send(self, call: Call, step: int | None, on_purpose: bool = False) -> StationCall:
        mine = self._transaction is not None and call.action == "TransactionEvent"
        if mine and call.payload["transactionInfo"]["transactionId"] == self.transaction.id:
            self._mark(call.payload)
        return await super()._send(call, step, on_purpose)

    def _mark(self, event: dict[str, Any]) -> None:
        """Mark the reusable state that an event of the case itself reaches, so that it is not repeated."""
        if event["eventType"] == "Started":
            self._began = moment_of(event["timestamp"])
        elif event["eventType"] == "Ended":
            self._ended = moment_of(event["timestamp"])
            self.reached -= OF_A_TRANSACTION
        reached = STATE_OF_TRIGGER.get(event["triggerReason"])
        if reached is not None:
            self.reached.add(reached)
