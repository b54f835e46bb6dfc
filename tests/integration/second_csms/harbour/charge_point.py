"""One connection of a charger, on the `ocpp` package's own ChargePoint class, as many CSMSs are written."""

import asyncio
from contextlib import nullcontext, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from ocpp.exceptions import FormatViolationError, InternalError, OccurrenceConstraintViolationError
from ocpp.routing import after, on
from ocpp.v201 import ChargePoint, call, call_result
from websockets import ConnectionClosed
from world import Charger, Session, World


def now(ahead: float = 0.0) -> str:
    return (datetime.now(UTC) + timedelta(seconds=ahead)).isoformat(timespec="seconds").replace("+00:00", "Z")


class HarbourChargePoint(ChargePoint):
    def __init__(self, charger: Charger, connection: Any, world: World) -> None:
        super().__init__(charger.ref, connection, response_timeout=10)
        self.charger = charger
        self.world = world
        self._awkward = world.awkward
        self._reports = 0
        self._ordered_reports: set[int] = set()
        self.over = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def is_known(self) -> None:
        """The API knows of the connection from now on."""
        self.charger.online = self
        self.charger.there.set()
        for action, frame in self.charger.held_back.items():
            if frame is not None:
                self.charger.held_back[action] = None
                self._later(self._handled(frame))

    async def route_message(self, raw_msg: str) -> None:
        """A call is handled beside the reading, so that answers are heard while it waits for its turn."""
        action = self._awkward.holds_back
        if action and raw_msg.startswith("[2") and f'"{action}"' in raw_msg and action not in self.charger.held_back:
            self.charger.held_back[action] = raw_msg
        elif raw_msg.startswith("[2"):
            self._later(self._handled(raw_msg))
        else:
            await super().route_message(raw_msg)

    async def _handled(self, raw_msg: str) -> None:
        async with self.charger.line if self._awkward.one_at_a_time else nullcontext():
            await asyncio.sleep(self._awkward.database)
            with suppress(ConnectionClosed):
                await super().route_message(raw_msg)

    async def call(self, payload: Any, *arguments: Any, **more: Any) -> Any:
        async with self.charger.line if self._awkward.one_at_a_time else nullcontext():
            return await super().call(payload, *arguments, **more)

    def _later(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @on("BootNotification")
    def boot(self, **_: Any) -> Any:
        if self._awkward.caches_policy:
            kept = self.charger.cached_policy
            accepted = self.charger.commissioned if kept is None else kept
            self.charger.cached_policy = None if accepted else accepted
        else:
            accepted = self.charger.commissioned
            self.charger.commissioned = True
        interval = 300 if accepted else self.charger.retry
        return call_result.BootNotification(now(self._awkward.clock), interval, "Accepted" if accepted else "Pending")

    @after("BootNotification")
    def booted(self, **_: Any) -> None:
        """Read a variable and a report after each boot, unsolicited."""
        self._later(self._look_around())

    async def _look_around(self) -> None:
        with suppress(ConnectionClosed, TimeoutError):
            await self._looks_around()
            if self._awkward.pushes:
                await self._pushes()

    async def _pushes(self) -> None:
        period = {"start_period": 0, "limit": 16}
        profile = {
            "id": 7,
            "stack_level": 5,
            "charging_profile_purpose": "ChargingStationMaxProfile",
            "charging_profile_kind": "Absolute",
            "charging_schedule": [{"id": 7, "charging_rate_unit": "A", "charging_schedule_period": [period]}],
        }
        await self.call(call.SetChargingProfile(0, profile))
        text = {"format": "UTF8", "content": "Hello"}
        await self.call(call.SetDisplayMessage({"id": 7, "priority": "NormalCycle", "message": text}))
        await self.call(call.GetVariables([{"component": {"name": "ClockCtrlr"}, "variable": {"name": "DateTime"}}]))

    async def _looks_around(self) -> None:
        limit = {
            "component": {"name": "DeviceDataCtrlr"},
            "variable": {"name": "ItemsPerMessage", "instance": "GetReport"},
        }
        await self.call(call.GetVariables([limit]))
        await self.call(call.GetBaseReport(self.next_report(), "FullInventory"))

    def next_report(self, *, ordered: bool = False) -> int:
        self._reports += 1
        if ordered:
            self._ordered_reports.add(self._reports)
        return self._reports

    @on("Authorize")
    def authorize(self, id_token: dict[str, Any], **_: Any) -> Any:
        status, group = self.world.tag(id_token)
        info: dict[str, Any] = {"status": status}
        if group:
            info["group_id_token"] = {"id_token": group, "type": "Central"}
        return call_result.Authorize(info)

    @on("TransactionEvent")
    def transaction(
        self, event_type: str, transaction_info: dict[str, Any], evse: Any = None, id_token: Any = None, **_: Any
    ) -> Any:
        """It forgets the group here."""
        key = transaction_info["transaction_id"]
        key = key.upper() if self._awkward.upper else key
        session = self.world.sessions.setdefault(key, Session(self.charger, key))
        if evse:
            session.outlet = evse["id"]
        session.active = session.active and event_type != "Ended"
        if id_token is None:
            return call_result.TransactionEvent()
        return call_result.TransactionEvent(id_token_info={"status": self.world.tag(id_token)[0]})

    @on("Heartbeat")
    def heartbeat(self, **_: Any) -> Any:
        return call_result.Heartbeat(now(self._awkward.clock))

    @on("StatusNotification")
    def status(self, **_: Any) -> Any:
        return call_result.StatusNotification()

    @on("NotifyEvent")
    def event(self, event_data: Any = (), **_: Any) -> Any:
        ids = {event["event_id"] for event in event_data}
        if self._awkward.unique_events and ids & self.charger.events:
            raise InternalError(description="duplicate key value violates unique constraint")
        self.charger.events |= ids
        return call_result.NotifyEvent()

    @on("NotifyReport")
    def report(self, request_id: int, report_data: Any = None, **_: Any) -> Any:
        for entry in report_data or ():
            is_password = entry["variable"]["name"] == "BasicAuthPassword"
            if is_password and self._awkward.forgets_password and request_id in self._ordered_reports:
                self.charger.password = entry["variable_attribute"][0].get("value", "")
            for attribute in entry["variable_attribute"]:
                # A report that was under way when a value was set does not undo it.
                self.learn(entry, attribute.get("value"), only_new=True)
        return call_result.NotifyReport()

    def learn(self, entry: dict[str, Any], value: str | None, *, only_new: bool = False) -> None:
        component, variable = entry["component"], entry["variable"]
        key = component["name"], variable["name"], variable.get("instance", "")
        if value is not None and "evse" not in component and not (only_new and key in self.charger.config):
            self.charger.config[key] = value

    @on("MeterValues")
    def meter(self, evse_id: int, **_: Any) -> Any:
        if self._awkward.demands_ids and evse_id < 1:
            raise FormatViolationError(description="evseId must be >= 1")
        return call_result.MeterValues()

    @on("LogStatusNotification")
    def log(self, request_id: int | None = None, **_: Any) -> Any:
        self._demand(request_id)
        return call_result.LogStatusNotification()

    @on("FirmwareStatusNotification")
    def firmware(self, request_id: int | None = None, **_: Any) -> Any:
        self._demand(request_id)
        return call_result.FirmwareStatusNotification()

    def _demand(self, request_id: int | None) -> None:
        if self._awkward.demands_ids and request_id is None:
            raise OccurrenceConstraintViolationError(description="requestId is missing")

    @on("SecurityEventNotification")
    def security_event(self, **_: Any) -> Any:
        return call_result.SecurityEventNotification()

    @on("NotifyChargingLimit")
    def charging_limit(self, **_: Any) -> Any:
        return call_result.NotifyChargingLimit()

    @on("DataTransfer")
    def data(self, **_: Any) -> Any:
        return call_result.DataTransfer("UnknownVendorId")
