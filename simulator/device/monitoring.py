"""Monitoring: use cases N02 to N08."""

from collections.abc import Callable
from functools import partial
from typing import Any

from plugfest.simulator.device.counters import Counters
from plugfest.simulator.device.messages import Call, Handler, Payload, Refusal, Reply, status, status_info
from plugfest.simulator.device.model import Change, Component, DeviceModel, Variable
from plugfest.simulator.device.monitors import CRITERIA, NUMERIC, Monitor, Origin
from plugfest.simulator.device.notify_events import NotifyEventComposer
from plugfest.simulator.device.reports import Reports, is_asked_for

_SEVERITIES = range(10)


class Monitoring:
    """The monitors by id, and their unsent events."""

    def __init__(self, model: DeviceModel, events: NotifyEventComposer, reports: Reports, counters: Counters) -> None:
        self._model = model
        self._events = events
        self._reports = reports
        self.monitors: dict[int, Monitor] = {}
        self._counters = counters
        self._pending: list[Call] = []
        self.on_news: Callable[[], None] = lambda: None
        """Called for every event, and for monitors that were set or cleared."""
        self._model.watchers.append(self._watch)

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of this block by action."""
        return {
            "SetVariableMonitoring": self.set_variable_monitoring,
            "ClearVariableMonitoring": self.clear_variable_monitoring,
            "GetMonitoringReport": self.get_monitoring_report,
            "SetMonitoringBase": self.set_monitoring_base,
            "SetMonitoringLevel": self.set_monitoring_level,
        }

    def install(
        self, component: Payload, variable: Payload, kind: str, value: float, severity: int, origin: Origin
    ) -> Monitor:
        """Add a monitor of the station itself. Raises KeyError if there is no such variable."""
        place = self._model.find(component)
        found = place.find(variable["name"], variable.get("instance") or "") if place else None
        if place is None or found is None:
            raise KeyError(f"no variable {variable['name']} in {component['name']}")
        return self._add(Monitor(self._counters.next("monitor"), place, found, kind, value, severity, origin=origin))

    def take_events(self) -> tuple[Call, ...]:
        """Return the NotifyEvents since the last call."""
        events, self._pending = tuple(self._pending), []
        return events

    def raise_periodic(self, monitor: Monitor) -> None:
        """Raise the event of a periodic monitor if it is severe enough (N08.FR.05, FR.06)."""
        if self._watching and monitor.severity <= self._level:
            self._pending.append(self.event(monitor, "Periodic"))

    def is_kept_offline(self, event: Call) -> bool:
        """Return whether an unsent event must be delivered later (N07.FR.04)."""
        monitor = self.monitors.get(event.payload["eventData"][0]["variableMonitoringId"])
        severest = int(self._model.value("MonitoringCtrlr", "OfflineQueuingSeverity"))
        return monitor is not None and monitor.severity <= severest

    def event(self, monitor: Monitor, trigger: str, **more: Any) -> Call:
        """Compose a NotifyEvent of a monitor with the current value, which is empty if write-only (N07.FR.19)."""
        attribute = monitor.variable.attributes["Actual"]
        return self._events.compose(
            component=monitor.component.as_payload(),
            variable=monitor.variable.as_payload(),
            actualValue="" if attribute.mutability == "WriteOnly" else attribute.read(),
            trigger=trigger,
            eventNotificationType=monitor.origin,
            variableMonitoringId=monitor.id,
            **more,
        )

    def set_variable_monitoring(self, request: Payload) -> Reply:
        """Set the monitors, with one result per entry (N04)."""
        wanted = request["setMonitoringData"]
        refusal = self._too_many(len(wanted), "SetVariableMonitoring")
        return Reply(refusal or {"setMonitoringResult": [self._set(entry) for entry in wanted]})

    def clear_variable_monitoring(self, request: Payload) -> Reply:
        """Clear the monitors, with one result per id (N06); hard-wired ones stay."""
        wanted = request["id"]
        refusal = self._too_many(len(wanted), "ClearVariableMonitoring")
        return Reply(refusal or {"clearMonitoringResult": [self._clear(number) for number in wanted]})

    def get_monitoring_report(self, request: Payload) -> Reply:
        """Report the monitors that match criteria and variables (N02)."""
        wanted, criteria = request.get("componentVariable"), request.get("monitoringCriteria")
        limit = int(self._model.value("DeviceDataCtrlr", "ItemsPerMessage", "GetReport"))
        if wanted and len(wanted) > limit:
            return Reply(Refusal("OccurrenceConstraintViolation", f"{len(wanted)} entries, at most {limit} are taken"))
        types = {kind for criterion in criteria or CRITERIA for kind in CRITERIA[criterion]}
        entries: dict[int, dict[str, Any]] = {}
        for monitor in self.monitors.values():
            fits = wanted is None or any(is_asked_for(monitor.component, monitor.variable, e) for e in wanted)
            if monitor.active and monitor.type in types and fits:
                place = {"component": monitor.component.as_payload(), "variable": monitor.variable.as_payload()}
                entry = entries.setdefault(id(monitor.variable), {**place, "variableMonitoring": []})
                entry["variableMonitoring"].append(monitor.as_payload())
        if not entries:
            return Reply(status("EmptyResultSet"))
        found = [partial(dict[str, Any], entry) for entry in entries.values()]
        pages = self._reports.pages("NotifyMonitoringReport", "monitor", request["requestId"], found)
        return Reply(status("Accepted"), pages)

    def set_monitoring_base(self, request: Payload) -> Reply:
        """Activate all monitors, the factory default, or hard-wired ones only (N03)."""
        base = request["monitoringBase"]
        if base != "All":
            self.monitors = {number: m for number, m in self.monitors.items() if m.origin != "CustomMonitor"}
        for monitor in self.monitors.values():
            monitor.active = base != "HardWiredOnly" or monitor.origin == "HardWiredMonitor"
        self._model.put("MonitoringCtrlr", "ActiveMonitoringBase", base)
        return Reply(status("Accepted"))

    def set_monitoring_level(self, request: Payload) -> Reply:
        """Set the least severe reported level (N05)."""
        if request["severity"] not in _SEVERITIES:
            return Reply(status("Rejected", "ValueOutOfRange"))
        self._model.put("MonitoringCtrlr", "ActiveMonitoringLevel", request["severity"])
        return Reply(status("Accepted"))

    def _too_many(self, number: int, message: str) -> Refusal | None:
        limit = int(self._model.value("MonitoringCtrlr", "ItemsPerMessage", message))
        if number <= limit:
            return None
        return Refusal("OccurrenceConstraintViolation", f"{number} entries, at most {limit} are taken")

    def _set(self, entry: Payload) -> dict[str, Any]:
        result = {name: entry[name] for name in ("component", "variable", "type", "severity")}
        component = self._model.find(entry["component"])
        if component is None:
            return {**result, "status": "UnknownComponent"}
        variable = component.find(entry["variable"]["name"], entry["variable"].get("instance") or "")
        if variable is None:
            return {**result, "status": "UnknownVariable"}
        numeric = variable.characteristics.data_type in NUMERIC
        if not variable.characteristics.supports_monitoring or ("Threshold" in entry["type"] and not numeric):
            return {**result, "status": "UnsupportedMonitorType"}
        refusal = self._refusal(entry, variable)
        if refusal:
            return {**result, "status": refusal[0], "statusInfo": status_info(*refusal[1:])}
        number = entry["id"] if "id" in entry else self._counters.next("monitor")
        monitor = self._add(self._new(number, entry, component, variable))
        return {**result, "status": "Accepted", "id": monitor.id}

    def _new(self, number: int, entry: Payload, component: Component, variable: Variable) -> Monitor:
        value, severity = float(entry["value"]), entry["severity"]
        return Monitor(number, component, variable, entry["type"], value, severity, entry.get("transaction", False))

    def _add(self, monitor: Monitor) -> Monitor:
        monitor.reference = monitor.variable.attributes["Actual"].read()
        self.monitors[monitor.id] = monitor
        self.on_news()
        return monitor

    def _refusal(self, entry: Payload, variable: Variable) -> tuple[str, str, str] | None:
        """Return status and reason of a refused monitor (N04.FR.06, FR.10, FR.13, FR.14, FR.16, FR.18), or None."""
        old, limits = self.monitors.get(entry.get("id", -1)), variable.characteristics
        if "id" in entry and old is None:
            return "Rejected", "NotFound", "There is no such monitor"
        if old and (old.variable is not variable or old.origin == "HardWiredMonitor"):
            return "Rejected", "InvalidValue", "This monitor cannot be changed in this way"
        if entry["severity"] not in _SEVERITIES:
            return "Rejected", "ValueOutOfRange", "Severities are 0 to 9"
        if entry["value"] < 0 and entry["type"] not in ("UpperThreshold", "LowerThreshold"):
            return "Rejected", "ValueTooLow", "This value is never negative"
        if "Threshold" in entry["type"] and limits.objection(f"{entry['value']:f}"):
            return "Rejected", "ValueOutOfRange", "The variable never has this value"
        same = (entry["type"], entry["severity"])
        for other in self.monitors.values():
            if other is not old and other.variable is variable and (other.type, other.severity) == same:
                return "Duplicate", "InvalidValue", f"Monitor {other.id} does this"
        return None

    def _clear(self, number: int) -> dict[str, Any]:
        monitor = self.monitors.get(number)
        if monitor is None:
            return {"id": number, "status": "NotFound"}
        if monitor.origin == "HardWiredMonitor":
            return {"id": number, "status": "Rejected"}
        del self.monitors[number]
        self.on_news()
        return {"id": number, "status": "Accepted"}

    @property
    def _watching(self) -> bool:
        return self._model.value("MonitoringCtrlr", "Enabled") == "true"

    @property
    def _level(self) -> int:
        """The least severe reported level."""
        return int(self._model.value("MonitoringCtrlr", "ActiveMonitoringLevel"))

    def _watch(self, change: Change) -> None:
        if change.attribute != "Actual" or not self._watching:
            return
        for monitor in tuple(self.monitors.values()):
            noticed = monitor.notices(change) if monitor.active and monitor.severity <= self._level else None
            if noticed:
                self._pending.append(self.event(monitor, **noticed))
                self.on_news()
