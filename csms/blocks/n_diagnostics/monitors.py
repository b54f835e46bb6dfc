"""Monitors: set, cleared, and how much of them is active (N03 to N06)."""

from typing import Annotated, Any, Literal

import msgspec

from plugfest.csms.blocks.b_provisioning.naming import ComponentName, VariableName, component_type, variable_type
from plugfest.csms.blocks.contexts import Exchange, Look, Order
from plugfest.csms.blocks.n_diagnostics.limits import in_parts
from plugfest.csms.blocks.registry import Wish, endpoint, keeps, operation
from plugfest.csms.store import monitors

MonitorType = Literal["UpperThreshold", "LowerThreshold", "Delta", "Periodic", "PeriodicClockAligned"]
Severity = Annotated[int, msgspec.Meta(ge=0, le=9)]
MonitorId = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
_GONE = frozenset({"Accepted", "NotFound"})


class Monitor(Wish):
    """A monitor on a variable: what it waits for, and how severe that is (0 is the most severe)."""

    component: ComponentName
    variable: VariableName
    type: MonitorType
    value: float
    severity: Severity
    transaction: bool = False
    """Only while a transaction runs."""
    id: MonitorId | None = None
    """The monitor to replace."""


class SetMonitors(Wish):
    """Set monitors on the station."""

    monitors: Annotated[list[Monitor], msgspec.Meta(min_length=1, max_length=1000)]


class ClearMonitors(Wish):
    """Clear monitors of the station, by the ids that it gave them."""

    ids: Annotated[list[MonitorId], msgspec.Meta(min_length=1, max_length=1000)]


class MonitoringBase(Wish):
    """Activate a set of monitors: all, the factory's, or only what is built in. The last two discard ours."""

    base: Literal["All", "FactoryDefault", "HardWiredOnly"]


class MonitoringLevel(Wish):
    """Let the station report events up to this severity only."""

    severity: Severity


@operation("set-monitors", SetMonitors)
async def set_monitors(order: Order, wish: SetMonitors) -> None:
    """Set them, in as many messages as it takes."""
    outcomes: list[dict[str, Any]] = []
    for part in await in_parts(order, "SetVariableMonitoring", [_data(monitor) for monitor in wish.monitors]):
        answer = await order.call("SetVariableMonitoring", {"setMonitoringData": part})
        outcomes += answer["setMonitoringResult"]
    order.handle["ids"] = [result["id"] for result in outcomes if "id" in result]
    refused = [result for result in outcomes if result["status"] != "Accepted"]
    if refused:
        told = (f"{r['component']['name']}.{r['variable']['name']} {r['type']}: {r['status']}" for r in refused[:5])
        order.refused(f"SetVariableMonitoring: {', '.join(told)}")


@operation("clear-monitors", ClearMonitors)
async def clear_monitors(order: Order, wish: ClearMonitors) -> None:
    """Clear them, in as many messages as it takes (N06.FR.04)."""
    outcomes: list[dict[str, Any]] = []
    for part in await in_parts(order, "ClearVariableMonitoring", wish.ids):
        answer = await order.call("ClearVariableMonitoring", {"id": part})
        outcomes += answer["clearMonitoringResult"]
    refused = [f"{result['id']} {result['status']}" for result in outcomes if result["status"] != "Accepted"]
    if refused:
        order.refused(f"ClearVariableMonitoring: {', '.join(refused[:5])}")


@operation("set-monitoring-base", MonitoringBase)
async def set_monitoring_base(order: Order, wish: MonitoringBase) -> None:
    """Activate a set of monitors."""
    await order.call("SetMonitoringBase", {"monitoringBase": wish.base})


@operation("set-monitoring-level", MonitoringLevel)
async def set_monitoring_level(order: Order, wish: MonitoringLevel) -> None:
    """Limit what is reported."""
    await order.call("SetMonitoringLevel", {"severity": wish.severity})


@keeps("SetVariableMonitoring")
def keep_set(exchange: Exchange) -> None:
    """Keep the monitors that the station has accepted, by the ids that it gave them (N04.FR.02)."""
    wanted = list(exchange.request["setMonitoringData"])
    for result in exchange.answer["setMonitoringResult"]:
        asked = next((data for data in wanted if _same(data, result)), None)
        if asked is None:
            continue
        wanted.remove(asked)
        if result["status"] == "Accepted" and "id" in result:
            named = {name: asked[name] for name in ("component", "variable", "type", "value", "severity")}
            watched = {**named, "transaction": asked.get("transaction", False)}
            monitors.keep(exchange.db, exchange.station, result["id"], monitors.SET, **watched)


@keeps("ClearVariableMonitoring")
def keep_cleared(exchange: Exchange) -> None:
    """Forget the monitors that the station has no longer, or never had."""
    gone = [result["id"] for result in exchange.answer["clearMonitoringResult"] if result["status"] in _GONE]
    monitors.forget(exchange.db, exchange.station, gone)


@keeps("SetMonitoringBase")
def keep_base(exchange: Exchange) -> None:
    """Keep the base; but for All the station has discarded what we had set (N03.FR.04, FR.05)."""
    if exchange.answer["status"] != "Accepted":
        return
    base = exchange.request["monitoringBase"]
    monitors.set_monitoring(exchange.db, exchange.station, base=base)
    if base != "All":
        monitors.forget_ours(exchange.db, exchange.station)


@keeps("SetMonitoringLevel")
def keep_level(exchange: Exchange) -> None:
    """Keep the level."""
    if exchange.answer["status"] == "Accepted":
        monitors.set_monitoring(exchange.db, exchange.station, level=exchange.request["severity"])


@endpoint("GET", "/stations/{station}/monitors", "The monitors that were set on the station or reported by it")
def show_monitors(look: Look) -> Any:
    """Show all monitors."""
    return monitors.view(look.db, look.station)


@endpoint("GET", "/stations/{station}/monitoring", "The level and the base of monitoring that were set")
def show_monitoring(look: Look) -> Any:
    """Show the level and the base."""
    return monitors.settings_of(look.db, look.station)


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


def _same(data: dict[str, Any], result: dict[str, Any]) -> bool:
    return all(data[name] == result[name] for name in ("component", "variable", "type", "severity"))
