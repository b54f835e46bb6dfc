"""Reports on monitors: GetMonitoringReport and NotifyMonitoringReport (N02)."""

from typing import Annotated, Any, Literal

import msgspec
from sqlalchemy import Connection

from plugfest.csms.blocks.b_provisioning.naming import ComponentName, VariableName, component_type, variable_type
from plugfest.csms.blocks.b_provisioning.variables import items_per_message
from plugfest.csms.blocks.contexts import Order, Request
from plugfest.csms.blocks.registry import Wish, answers, operation
from plugfest.csms.store import monitors, reports, stations

Criterion = Literal["ThresholdMonitoring", "DeltaMonitoring", "PeriodicMonitoring"]
OF_ALL = "GetMonitoringReport of all"
"""The kind of a report that nothing was left out of: what it does not tell of is not there."""
OF_SOME = "GetMonitoringReport"


class MonitorsOn(Wish):
    """A component, or one of its variables, whose monitors are to be reported."""

    component: ComponentName
    variable: VariableName | None = None


class MonitoringReport(Wish):
    """Let the station report its monitors: those of some kinds, on some variables, or all of them."""

    criteria: Annotated[list[Criterion], msgspec.Meta(max_length=3)] = msgspec.field(default_factory=list)
    variables: Annotated[list[MonitorsOn], msgspec.Meta(max_length=1000)] = msgspec.field(default_factory=list)


@operation("ask-monitoring-report", MonitoringReport)
async def ask_monitoring_report(order: Order, wish: MonitoringReport) -> None:
    """Ask for the report; for more variables than the station takes at once by several requests (N02.FR.07)."""
    named = [_named(variable) for variable in wish.variables]
    size = len(named)
    if size > 1:
        size = await items_per_message(order, "GetReport") or size
    order.handle["requestIds"] = []
    for start in range(0, max(len(named), 1), max(size, 1)):
        await _ask(order, wish.criteria, named[start : start + size])


@answers("NotifyMonitoringReport")
def monitoring_report(request: Request) -> dict[str, Any]:
    """Keep the part, and every monitor in it."""
    db, station = request.db, request.station
    reports.add_part(db, station, request.payload, OF_SOME)
    for item in request.payload.get("monitor", ()):
        place = {name: item[name] for name in ("component", "variable")}
        for monitor in item["variableMonitoring"]:
            told = {name: monitor[name] for name in ("type", "value", "severity", "transaction")}
            monitors.keep(db, station, monitor["id"], monitors.REPORTED, **place, **told)
    if not request.payload.get("tbc", False):
        _settle(db, station, request.payload["requestId"])
    return {}


async def _ask(order: Order, criteria: list[Criterion], named: list[dict[str, Any]]) -> None:
    kind = OF_SOME if criteria or named else OF_ALL

    def expect(db: Connection) -> int:
        request_id = stations.next_number(db, order.station, "requestId")
        reports.expect(db, order.station, request_id, kind, order.id)
        return request_id

    payload: dict[str, Any] = {"requestId": await order.write(expect)}
    order.handle["requestIds"].append(payload["requestId"])
    if criteria:
        payload["monitoringCriteria"] = list(criteria)
    if named:
        payload["componentVariable"] = named
    await order.call("GetMonitoringReport", payload, positive={"Accepted", "EmptyResultSet"})


def _settle(db: Connection, station: str, request_id: int) -> None:
    """A report of all monitors that has come to its end names every one that there is."""
    report = reports.view(db, station, request_id)[0]
    if report["kind"] == OF_ALL and report["complete"]:
        told = {
            monitor["id"]
            for part in report["parts"]
            for item in part.get("monitor", ())
            for monitor in item["variableMonitoring"]
        }
        monitors.keep_only(db, station, told)


def _named(asked: MonitorsOn) -> dict[str, Any]:
    named: dict[str, Any] = {"component": component_type(asked.component)}
    if asked.variable is not None:
        named["variable"] = variable_type(asked.variable)
    return named
