"""GetBaseReport and GetReport: use cases B07 and B08."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from plugfest.simulator.device.clock import Clock
from plugfest.simulator.device.messages import Call, Handler, LateCall, Payload, Refusal, Reply, status
from plugfest.simulator.device.model import Attribute, Component, DeviceModel, Variable
from plugfest.simulator.device.values import Characteristics

Entry = Callable[[], dict[str, Any]]
"""Composes an entry of a report."""
_SUMMARY = ("AvailabilityState", "Problem")


class Reports:
    """Reports the device model in parts of `page_size` variables."""

    page_size = 32

    def __init__(self, model: DeviceModel, clock: Clock) -> None:
        self._model = model
        self._clock = clock

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of this block by action."""
        return {"GetBaseReport": self.get_base_report, "GetReport": self.get_report}

    def get_base_report(self, request: Payload) -> Reply:
        """Report the configuration, the full or the summary inventory (B07)."""
        return self._report(request["requestId"], base_report(self._model, request["reportBase"]))

    def get_report(self, request: Payload) -> Reply:
        """Report the variables that match criteria and components (B08)."""
        wanted = request.get("componentVariable")
        limit = int(self._model.value("DeviceDataCtrlr", "ItemsPerMessage", "GetReport"))
        if wanted and len(wanted) > limit:
            return Reply(Refusal("OccurrenceConstraintViolation", f"{len(wanted)} entries, at most {limit} are taken"))
        found = custom_report(self._model, request.get("componentCriteria"), wanted)
        return self._report(request["requestId"], found)

    def _report(self, request_id: int, found: Iterable[tuple[Component, Variable]]) -> Reply:
        entries = [partial(self._entry, component, variable) for component, variable in found]
        if not entries:
            return Reply(status("EmptyResultSet"))
        return Reply(status("Accepted"), self.pages("NotifyReport", "reportData", request_id, entries))

    def pages(self, action: str, field: str, request_id: int, entries: Sequence[Entry]) -> tuple[Call, ...]:
        """Return a report as messages: the same request id, seqNo from 0, tbc true on all but the last (B07.FR.10).

        An entry is read when its message is sent: a value that was set meanwhile is reported as it is now.
        """
        starts = range(0, len(entries), self.page_size)
        return tuple(
            LateCall(action, partial(self._page, field, request_id, entries, page, start))
            for page, start in enumerate(starts)
        )

    def _entry(self, component: Component, variable: Variable) -> dict[str, Any]:
        return report_entry(component, self._model.present(component, variable))

    def _page(self, field: str, request_id: int, entries: Sequence[Entry], page: int, start: int) -> dict[str, Any]:
        return {
            "requestId": request_id,
            "generatedAt": self._clock.stamp(),
            "seqNo": page,
            "tbc": start + self.page_size < len(entries),
            field: [entry() for entry in entries[start : start + self.page_size]],
        }


def base_report(model: DeviceModel, base: str) -> Iterator[tuple[Component, Variable]]:
    """Return the variables of a base report: all, the writable ones, or those of the station's condition."""
    for component, variable in model:
        settable = any(attribute.mutability != "ReadOnly" for attribute in variable.attributes.values())
        condition = component.name in ("ChargingStation", "EVSE", "Connector") and variable.name in _SUMMARY
        if base == "FullInventory" or (settable if base == "ConfigurationInventory" else condition):
            yield component, variable


def custom_report(
    model: DeviceModel, criteria: Sequence[str] | None, wanted: Sequence[Payload] | None
) -> Iterator[tuple[Component, Variable]]:
    """Yield the variables that match a criterion (B08.FR.07 to 13) and an entry (B08.FR.20 to 25)."""
    for component, variable in model:
        fits = criteria is None or any(_meets(component, criterion) for criterion in criteria)
        if fits and (wanted is None or any(is_asked_for(component, variable, entry) for entry in wanted)):
            yield component, variable


def _meets(component: Component, criterion: str) -> bool:
    variable = component.find(criterion)
    if variable is None:
        return criterion != "Problem"
    return variable.attributes["Actual"].read() == "true"


def is_asked_for(component: Component, variable: Variable, entry: Payload) -> bool:
    """Return whether a ComponentVariableType matches this variable; omitted parts match all."""
    wanted, place = entry["component"], entry["component"].get("evse") or {}
    if wanted["name"].casefold() != component.name.casefold():
        return False
    if wanted.get("instance") and wanted["instance"].casefold() != component.instance.casefold():
        return False
    if "id" in place and place["id"] != component.evse:
        return False
    if "connectorId" in place and place["connectorId"] != component.connector:
        return False
    named = entry.get("variable")
    if named is None:
        return True
    same_instance = not named.get("instance") or named["instance"].casefold() == variable.instance.casefold()
    return named["name"].casefold() == variable.name.casefold() and same_instance


def report_entry(component: Component, variable: Variable) -> dict[str, Any]:
    """Return a variable as a ReportDataType with its characteristics, without values of write-only attributes."""
    return {
        "component": component.as_payload(),
        "variable": variable.as_payload(),
        "variableAttribute": [_attribute(attribute) for attribute in variable.attributes.values()],
        "variableCharacteristics": _characteristics(variable.characteristics),
    }


def _attribute(attribute: Attribute) -> dict[str, Any]:
    payload: dict[str, Any] = {"type": attribute.type, "mutability": attribute.mutability}
    if attribute.mutability != "WriteOnly":
        payload["value"] = attribute.read()
    return {**payload, "persistent": attribute.persistent, "constant": attribute.constant}


def _characteristics(characteristics: Characteristics) -> dict[str, Any]:
    optional = {
        "unit": characteristics.unit or None,
        "minLimit": characteristics.min_limit,
        "maxLimit": characteristics.max_limit,
        "valuesList": ",".join(characteristics.values_list) or None,
    }
    return {
        "dataType": characteristics.data_type,
        **{name: value for name, value in optional.items() if value is not None},
        "supportsMonitoring": characteristics.supports_monitoring,
    }
