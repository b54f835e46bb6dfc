"""Monitors: setting, clearing, base and level (N03 to N06)."""

import json
from collections import deque
from typing import Annotated, Any, Literal

import msgspec

from plugfest.csms.blocks.b_provisioning.naming import ComponentName, VariableName, component_type, variable_type
from plugfest.csms.blocks.contexts import ApiRequest, Exchange, OperationContext
from plugfest.csms.blocks.n_diagnostics.limits import in_parts
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.blocks.registry import endpoint, on_response, operation
from plugfest.csms.store import monitors

MonitorType = Literal["UpperThreshold", "LowerThreshold", "Delta", "Periodic", "PeriodicClockAligned"]
Severity = Annotated[int, msgspec.Meta(ge=0, le=9)]
MonitorId = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
_GONE = frozenset({"Accepted", "NotFound"})


class Monitor(RequestBody):
    """A monitor on a variable: its type, value and severity (0 is the most severe)."""

    component: ComponentName
    variable: VariableName
    type: MonitorType
    value: float
    severity: Severity
    transaction: bool = False
    """Only while a transaction runs."""
    id: MonitorId | None = None
    """The monitor to replace."""


class SetMonitors(RequestBody):
    """Set monitors on the station."""

    monitors: Annotated[list[Monitor], msgspec.Meta(min_length=1, max_length=1000)]


class ClearMonitors(RequestBody):
    """Clear monitors of the station, by the ids that it gave them."""

    ids: Annotated[list[MonitorId], msgspec.Meta(min_length=1, max_length=1000)]


class MonitoringBase(RequestBody):
    """Activate a set of monitors: all, the factory default, or hard-wired only. The last two remove custom monitors."""

    base: Literal["All", "FactoryDefault", "HardWiredOnly"]


class MonitoringLevel(RequestBody):
    """Let the station report events up to this severity only."""

    severity: Severity


@operation("set-monitors", SetMonitors)
async def set_monitors(context: OperationContext, params: SetMonitors) -> None:
    """Set them, in as many messages as needed."""
    outcomes: list[dict[str, Any]] = []
    for part in await in_parts(context, "SetVariableMonitoring", [_data(monitor) for monitor in params.monitors]):
        answer = await context.call("SetVariableMonitoring", {"setMonitoringData": part})
        outcomes += answer["setMonitoringResult"]
    context.handle["ids"] = [result["id"] for result in outcomes if "id" in result]
    refused = [result for result in outcomes if result["status"] != "Accepted"]
    if refused:
        reported = (f"{r['component']['name']}.{r['variable']['name']} {r['type']}: {r['status']}" for r in refused[:5])
        context.refused(f"SetVariableMonitoring: {', '.join(reported)}")


@operation("clear-monitors", ClearMonitors)
async def clear_monitors(context: OperationContext, params: ClearMonitors) -> None:
    """Clear them, in as many messages as needed (N06.FR.04)."""
    outcomes: list[dict[str, Any]] = []
    for part in await in_parts(context, "ClearVariableMonitoring", params.ids):
        answer = await context.call("ClearVariableMonitoring", {"id": part})
        outcomes += answer["clearMonitoringResult"]
    refused = [f"{result['id']} {result['status']}" for result in outcomes if result["status"] != "Accepted"]
    if refused:
        context.refused(f"ClearVariableMonitoring: {', '.join(refused[:5])}")


@operation("set-monitoring-base", MonitoringBase)
async def set_monitoring_base(context: OperationContext, params: MonitoringBase) -> None:
    """Activate a set of monitors."""
    await context.call("SetMonitoringBase", {"monitoringBase": params.base})


@operation("set-monitoring-level", MonitoringLevel)
async def set_monitoring_level(context: OperationContext, params: MonitoringLevel) -> None:
    """Limit the reported events."""
    await context.call("SetMonitoringLevel", {"severity": params.severity})


@on_response("SetVariableMonitoring")
def keep_set(exchange: Exchange) -> None:
    """Store the accepted monitors with their ids (N04.FR.02)."""
    wanted: dict[str, deque[dict[str, Any]]] = {}
    for data in exchange.request["setMonitoringData"]:
        wanted.setdefault(_what(data), deque()).append(data)
    for result in exchange.answer["setMonitoringResult"]:
        fitting = wanted.get(_what(result))
        if not fitting:
            continue
        asked = fitting.popleft()
        if result["status"] == "Accepted" and "id" in result:
            named = {name: asked[name] for name in ("component", "variable", "type", "value", "severity")}
            watched = {**named, "transaction": asked.get("transaction", False)}
            monitors.keep(exchange.db, exchange.station, result["id"], monitors.SET, **watched)


@on_response("ClearVariableMonitoring")
def keep_cleared(exchange: Exchange) -> None:
    """Remove the monitors that the station has cleared or does not have."""
    gone = [result["id"] for result in exchange.answer["clearMonitoringResult"] if result["status"] in _GONE]
    monitors.forget(exchange.db, exchange.station, gone)


@on_response("SetMonitoringBase")
def keep_base(exchange: Exchange) -> None:
    """Store the base; with any other than All the station removes custom monitors (N03.FR.04, FR.05)."""
    if exchange.answer["status"] != "Accepted":
        return
    base = exchange.request["monitoringBase"]
    monitors.set_monitoring(exchange.db, exchange.station, base=base)
    if base != "All":
        monitors.forget_ours(exchange.db, exchange.station)


@on_response("SetMonitoringLevel")
def keep_level(exchange: Exchange) -> None:
    """Keep the level."""
    if exchange.answer["status"] == "Accepted":
        monitors.set_monitoring(exchange.db, exchange.station, level=exchange.request["severity"])


@endpoint("GET", "/stations/{station}/monitors", "The monitors that were set on the station or reported by it")
def show_monitors(request: ApiRequest) -> Any:
    """Show all monitors."""
    return monitors.view(request.db, request.station)


@endpoint("GET", "/stations/{station}/monitoring", "The level and the base of monitoring that were set")
def show_monitoring(request: ApiRequest) -> Any:
    """Show the level and the base."""
    return monitors.settings_of(request.db, request.station)


def _data(monitor: Monitor) -> dict[str, Any]:
    optional: dict[str, Any] = {"transaction": True} if monitor.transaction else {}
    if monitor.id is not None:
        optional["id"] = monitor.id
    return {
        "value": monitor.value,
        "type": monitor.type,
        "severity": monitor.severity,
        "component": component_type(monitor.component),
        "variable": variable_type(monitor.variable),
        **optional,
    }


def _what(monitor: dict[str, Any]) -> str:
    """Return the monitor that an entry asks for, or answers, as a text to be compared."""
    return json.dumps([monitor[name] for name in ("component", "variable", "type", "severity")], sort_keys=True)
