"""Composes reports of one EVSE: its connectors' states and the events of its transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from plugfest.simulator.behaviour.evse_state import EvseState
from plugfest.simulator.behaviour.outgoing_queue import OutgoingQueue
from plugfest.simulator.behaviour.tx_points import TxPoints, ends, start_points, starts, stop_points
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call

MAX_KEPT = 60
"""Maximum number of meter values kept per transaction; beyond it every second one is dropped (E06.FR.13)."""


class EventComposer:
    """Composes the messages of one EVSE, with the meter values that are configured for it (J02).

    A `minimal` one omits descriptive fields (meter values, phases, charging time, the state of an unused EVSE) and
    changes of availability: the caller adds these.
    """

    def __init__(
        self, device: Device, evse: int, state: EvseState, outgoing: OutgoingQueue, *, minimal: bool = False
    ) -> None:
        self._device = device
        self._evse = evse
        self._state = state
        self._outgoing = outgoing
        self._minimal = minimal
        self._prescribed: dict[str, Any] = {}

    @contextmanager
    def override_fields(self, **fields: Any) -> Iterator[None]:
        """Prescribe these fields of the next event, by the names of `Transaction.event`.

        They replace the default fields. Raises ValueError if no event was composed.
        """
        self._prescribed = fields
        try:
            yield
        finally:
            missed, self._prescribed = self._prescribed, {}
        if missed:
            raise ValueError(f"no event was sent at EVSE {self._evse} that could say {', '.join(missed)}")

    def connector(self, status: str) -> tuple[Call, ...]:
        """Change the state of the connector in use, unless it is out of operation."""
        place = self._device.connectors.find(self._evse, self._state.connector)
        if place.status in (status, "Unavailable", "Faulted"):
            return ()
        return self._outgoing.state_of_connector(self._evse, self._state.connector, status)

    def lock_problem(self) -> tuple[Call, ...]:
        """Report that the connector in use does not lock its cable (G05.FR.02)."""
        place = {"id": self._evse, "connectorId": self._state.connector}
        component = {"name": "ConnectorPlugRetentionLock", "evse": place}
        call = self._device.events.compose(component=component, variable={"name": "Problem"}, actualValue="true")
        return (call,) if self._outgoing.online else ()

    def change(self, trigger: str, before: TxPoints, *, reason: str | None = None, **fields: Any) -> tuple[Call, ...]:
        """Report a change since `before`, if there is a transaction or it starts one.

        `reason` is the stoppedReason if this ends the transaction.
        """
        state, after = self._state, self._state.tx_points()
        if state.transaction is None:
            if not starts(start_points(self._device.model), before, after):
                return ()
            state.transaction = self._device.begin_transaction(self._evse, state.connector, state.token)
            return self.event("Started", trigger, **fields)
        if ends(stop_points(self._device.model), before, after):
            return self.end(trigger, reason, **fields)
        return self.event("Updated", trigger, **fields)

    def event(self, event_type: str, trigger: str, **fields: Any) -> tuple[Call, ...]:
        """Compose an event of the transaction, with the present charging state.

        The first one after an authorization has the token, and the trigger of the authorization instead of its own
        (E02.FR.01, F02.FR.21).
        """
        state, transaction = self._state, self._state.transaction
        if transaction is None:
            return ()
        if state.unreported_trigger and event_type != "Ended":
            if not (trigger == "SignedDataReceived" and state.unreported_trigger == "Authorized"):
                trigger = state.unreported_trigger
            fields.setdefault("token", state.token)
            state.unreported_trigger = None
        prescribed, self._prescribed = self._prescribed, {}
        state.energy = prescribed.get("chargingState") or state.energy
        charging = state.energy == "Charging" and transaction.charging_state != "Charging"
        self._count_time()
        if not self._minimal:
            fields["meterValue"] = fields.get("meterValue") or self._values(event_type, charging=charging)
            if charging:
                fields["numberOfPhasesUsed"] = 3
            if event_type == "Ended":
                fields["timeSpentCharging"] = round(state.charged)
        transaction.connector = state.connector
        unused = self._minimal and state.energy == "Idle" and transaction.charging_state is None
        natural: dict[str, Any] = {
            "triggerReason": trigger,
            "chargingState": None if unused else state.energy,
            # The EVSE is sent once it is known (E01.FR.16).
            "evse": None if state.connected else False,
            "offline": None if self._outgoing.online else True,
        }
        return self._outgoing.event(transaction.event(event_type, **natural | fields | prescribed))

    def end(self, trigger: str, reason: str | None, **fields: Any) -> tuple[Call, ...]:
        """End the transaction and make the changes of availability that waited for it."""
        state = self._state
        if state.energy not in ("Idle", "SuspendedEV", "SuspendedEVSE"):
            state.energy = "EVConnected"
        reported = self.event("Ended", trigger, stoppedReason=reason, **fields)
        state.forget_transaction()
        return reported if self._minimal else reported + self._outgoing.changes_of_availability()

    def keep(self, value: dict[str, Any]) -> None:
        """Keep a meter value for the end of the transaction; the first and the last are never dropped (E06.FR.13)."""
        self._state.series.append(value)
        if len(self._state.series) > MAX_KEPT:
            del self._state.series[1::2]

    def _count_time(self) -> None:
        state, now = self._state, self._device.clock.now()
        if state.energy == "Charging":
            state.charging_since = state.charging_since or now
        elif state.charging_since is not None:
            state.charged += (now - state.charging_since).total_seconds()
            state.charging_since = None

    def _values(self, event_type: str, *, charging: bool) -> list[dict[str, Any]]:
        state, meter = self._state, self._device.meter
        values = []
        if state.begin is None and (state.connected or event_type == "Ended"):
            begins = event_type == "Started" or charging
            if begins and self._configured("TxStartedMeasurands"):
                state.begin = meter.sample(self._evse, "Transaction.Begin", signed=True if state.signed else None)
                values.append(state.begin)
        if event_type == "Ended":
            sampled = self._configured("TxEndedMeasurands")
            values += [state.begin] if state.begin and sampled else []
            values += [*state.series, *([meter.sample(self._evse, "Transaction.End")] if sampled else [])]
        return values

    def _configured(self, variable: str) -> bool:
        model = self._device.model
        return model.value("SampledDataCtrlr", "Enabled") == "true" and bool(model.value("SampledDataCtrlr", variable))
