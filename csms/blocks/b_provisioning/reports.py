"""Reports of the device model: GetBaseReport, GetReport, NotifyReport (B07, B08)."""

from typing import Annotated, Any, Literal

import msgspec

from plugfest.csms.blocks.b_provisioning.naming import ComponentName, VariableName, component_type, variable_type
from plugfest.csms.blocks.b_provisioning.variables import items_per_message
from plugfest.csms.blocks.contexts import ApiRequest, OperationContext, Request
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.blocks.registry import endpoint, handles, operation
from plugfest.csms.store import device_model, reports, stations

Criterion = Literal["Active", "Available", "Enabled", "Problem"]


class BaseReport(RequestBody):
    """Let the station report its device model."""

    base: Literal["ConfigurationInventory", "FullInventory", "SummaryInventory"]


class ReportOn(RequestBody):
    """A component, or one of its variables, to be reported."""

    component: ComponentName
    variable: VariableName | None = None


class Report(RequestBody):
    """Let the station report variables by criteria, by name, or both."""

    criteria: Annotated[list[Criterion], msgspec.Meta(max_length=4)] = msgspec.field(default_factory=list)
    variables: Annotated[list[ReportOn], msgspec.Meta(max_length=1000)] = msgspec.field(default_factory=list)


@operation("ask-base-report", BaseReport)
async def ask_base_report(context: OperationContext, params: BaseReport) -> None:
    """Ask for one of the base reports."""
    request_id = await _expect(context, "GetBaseReport")
    await context.call("GetBaseReport", {"requestId": request_id, "reportBase": params.base})


@operation("ask-report", Report)
async def ask_report(context: OperationContext, params: Report) -> None:
    """Ask for a report of components and variables, by several requests if there are many (B08.FR.06)."""
    named = [_component_variable(item) for item in params.variables]
    size = max(len(named), 1)
    if size > 1:
        size = await items_per_message(context, "GetReport") or size
    request_ids = []
    for start in range(0, max(len(named), 1), size):
        request_ids.append(await _expect(context, "GetReport"))
        payload: dict[str, Any] = {"requestId": request_ids[-1]}
        if params.criteria:
            payload["componentCriteria"] = list(params.criteria)
        if named:
            payload["componentVariable"] = named[start : start + size]
        await context.call("GetReport", payload)
    context.handle["requestIds"] = request_ids


@handles("NotifyReport")
def notify_report(request: Request) -> dict[str, Any]:
    """Store the part and its variables."""
    reports.add_part(request.db, request.station, request.payload, "NotifyReport")
    for item in request.payload.get("reportData", ()):
        for attribute in item["variableAttribute"]:
            key = device_model.key_of(
                request.station, item["component"], item["variable"], attribute.get("type", "Actual")
            )
            device_model.keep(
                request.db,
                key,
                value=attribute.get("value"),
                mutability=attribute.get("mutability", "ReadWrite"),
                constant=attribute.get("constant", False),
                persistent=attribute.get("persistent", False),
                characteristics=item.get("variableCharacteristics"),
            )
    return {}


@endpoint("GET", "/stations/{station}/reports", "The reports that the station has sent, newest first")
def show_reports(request: ApiRequest) -> Any:
    """Show all reports."""
    return reports.view(request.db, request.station)


async def _expect(context: OperationContext, kind: str) -> int:
    def expect(db: Any) -> int:
        request_id = stations.next_number(db, context.station, "requestId")
        reports.expect(db, context.station, request_id, kind, context.id)
        return request_id

    context.handle["requestId"] = await context.write(expect)
    return int(context.handle["requestId"])


def _component_variable(item: ReportOn) -> dict[str, Any]:
    named: dict[str, Any] = {"component": component_type(item.component)}
    if item.variable is not None:
        named["variable"] = variable_type(item.variable)
    return named
