"""Reports on monitors: GetMonitoringReport and NotifyMonitoringReport (N02)."""

from typing import Annotated, Any, Literal

import msgspec
from sqlalchemy import Connection

from plugfest.csms.blocks.b_provisioning.naming import ComponentName, VariableName, component_type, variable_type
from plugfest.csms.blocks.b_provisioning.variables import items_per_message
from plugfest.csms.blocks.contexts import OperationContext, Request
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.blocks.registry import handles, operation
from plugfest.csms.store import monitors, reports, stations

Criterion = Literal["ThresholdMonitoring", "DeltaMonitoring", "PeriodicMonitoring"]
OF_ALL = "GetMonitoringReport of all"
"""The kind of a complete report: monitors missing in it do not exist."""
OF_SOME = "GetMonitoringReport"


class MonitorsOn(RequestBody):
    """A component, or one of its variables, whose monitors are to be reported."""

    component: ComponentName
    variable: VariableName | None = None


class MonitoringReport(RequestBody):
    """Let the station report its monitors: those of some kinds, on some variables, or all of them."""

    criteria: Annotated[list[Criterion], msgspec.Meta(max_length=3)] = msgspec.field(default_factory=list)
    variables: Annotated[list[MonitorsOn], msgspec.Meta(max_length=1000)] = msgspec.field(default_factory=list)


@operation("ask-monitoring-report", MonitoringReport)
async def ask_monitoring_report(context: OperationContext, params: MonitoringReport) -> None:
    """Request the report, in several requests if the variables exceed the station's limit (N02.FR.07)."""
    named = [_named(variable) for variable in params.variables]
    size = len(named)
    if size > 1:
        size = await items_per_message(context, "GetReport") or size
    context.handle["requestIds"] = []
    for start in range(0, max(len(named), 1), max(size, 1)):
        await _ask(context, params.criteria, named[start : start + size])


@handles("NotifyMonitoringReport")
def monitoring_report(request: Request) -> dict[str, Any]:
    """Store the part and its monitors."""
    db, station = request.db, request.station
    last = not request.payload.get("tbc", False)
    first_end = last and not reports.has_end(db, station, request.payload["requestId"])
    reports.add_part(db, station, request.payload, OF_SOME)
    for item in request.payload.get("monitor", ()):
        place = {name: item[name] for name in ("component", "variable")}
        for monitor in item["variableMonitoring"]:
            reported = {name: monitor[name] for name in ("type", "value", "severity", "transaction")}
            monitors.keep(db, station, monitor["id"], monitors.REPORTED, **place, **reported)
    if first_end:
        _settle(db, station, request.payload["requestId"])
    return {}


async def _ask(context: OperationContext, criteria: list[Criterion], named: list[dict[str, Any]]) -> None:
    kind = OF_SOME if criteria or named else OF_ALL

    def expect(db: Connection) -> int:
        request_id = stations.next_number(db, context.station, "requestId")
        reports.expect(db, context.station, request_id, kind, context.id)
        return request_id

    payload: dict[str, Any] = {"requestId": await context.write(expect)}
    context.handle["requestIds"].append(payload["requestId"])
    if criteria:
        payload["monitoringCriteria"] = list(criteria)
    if named:
        payload["componentVariable"] = named
    await context.call("GetMonitoringReport", payload, positive={"Accepted", "EmptyResultSet"})


def _settle(db: Connection, station: str, request_id: int) -> None:
    """Remove the monitors missing in a complete report of all monitors."""
    report = reports.view(db, station, request_id)[0]
    if report["kind"] == OF_ALL and report["complete"]:
        reported = {
            monitor["id"]
            for part in report["parts"]
            for item in part.get("monitor", ())
            for monitor in item["variableMonitoring"]
        }
        monitors.keep_only(db, station, reported)


def _named(asked: MonitorsOn) -> dict[str, Any]:
    named: dict[str, Any] = {"component": component_type(asked.component)}
    if asked.variable is not None:
        named["variable"] = variable_type(asked.variable)
    return named
