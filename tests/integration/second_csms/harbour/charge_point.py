"""One connection of a charger, on the `ocpp` package's own ChargePoint class, as many CSMSs are written."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from ocpp.routing import after, on
from ocpp.v201 import ChargePoint, call, call_result
from world import Charger, Session, World


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class HarbourChargePoint(ChargePoint):
    def __init__(self, charger: Charger, connection: Any, world: World) -> None:
        super().__init__(charger.ref, connection, response_timeout=10)
        self.charger = charger
        self.world = world
        self._reports = 0
        self._tasks: set[asyncio.Task[None]] = set()

    @on("BootNotification")
    def boot(self, **_: Any) -> Any:
        accepted = self.charger.commissioned
        self.charger.commissioned = True
        interval = 300 if accepted else self.charger.retry
        return call_result.BootNotification(now(), interval, "Accepted" if accepted else "Pending")

    @after("BootNotification")
    def booted(self, **_: Any) -> None:
        """It reads a variable and a report after each boot, though nobody asked."""
        task = asyncio.get_running_loop().create_task(self._look_around())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _look_around(self) -> None:
        limit = {
            "component": {"name": "DeviceDataCtrlr"},
            "variable": {"name": "ItemsPerMessage", "instance": "GetReport"},
        }
        await self.call(call.GetVariables([limit]))
        await self.call(call.GetBaseReport(self.next_report(), "FullInventory"))

    def next_report(self) -> int:
        self._reports += 1
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
        session = self.world.sessions.setdefault(key, Session(self.charger, key))
        if evse:
            session.outlet = evse["id"]
        session.active = session.active and event_type != "Ended"
        if id_token is None:
            return call_result.TransactionEvent()
        return call_result.TransactionEvent(id_token_info={"status": self.world.tag(id_token)[0]})

    @on("Heartbeat")
    def heartbeat(self, **_: Any) -> Any:
        return call_result.Heartbeat(now())

    @on("StatusNotification")
    def status(self, **_: Any) -> Any:
        return call_result.StatusNotification()

    @on("NotifyEvent")
    def event(self, **_: Any) -> Any:
        return call_result.NotifyEvent()

    @on("NotifyReport")
    def report(self, report_data: Any = None, **_: Any) -> Any:
        for entry in report_data or ():
            for attribute in entry["variable_attribute"]:
                self.learn(entry, attribute.get("value"))
        return call_result.NotifyReport()

    def learn(self, entry: dict[str, Any], value: str | None) -> None:
        component, variable = entry["component"], entry["variable"]
        if value is not None and "evse" not in component:
            self.charger.config[component["name"], variable["name"], variable.get("instance", "")] = value

    @on("MeterValues")
    def meter(self, **_: Any) -> Any:
        return call_result.MeterValues()

    @on("LogStatusNotification")
    def log(self, **_: Any) -> Any:
        return call_result.LogStatusNotification()

    @on("FirmwareStatusNotification")
    def firmware(self, **_: Any) -> Any:
        return call_result.FirmwareStatusNotification()

    @on("SecurityEventNotification")
    def security_event(self, **_: Any) -> Any:
        return call_result.SecurityEventNotification()

    @on("NotifyChargingLimit")
    def charging_limit(self, **_: Any) -> Any:
        return call_result.NotifyChargingLimit()

    @on("DataTransfer")
    def data(self, **_: Any) -> Any:
        return call_result.DataTransfer("UnknownVendorId")
