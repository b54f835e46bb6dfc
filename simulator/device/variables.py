"""GetVariables and SetVariables: use cases B05 and B06."""

from typing import Any

from plugfest.simulator.device.messages import Handler, Payload, Refusal, Reply, status_info
from plugfest.simulator.device.model import Attribute, Component, DeviceModel, Variable


class Variables:
    """Reads and writes the device model for the CSMS, within the reported limits."""

    def __init__(self, model: DeviceModel) -> None:
        self._model = model

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of this block by action."""
        return {"GetVariables": self.get_variables, "SetVariables": self.set_variables}

    def get_variables(self, request: Payload) -> Reply:
        """Read the variables, with one result per entry (B06); too many entries are refused (B06.FR.16)."""
        wanted = request["getVariableData"]
        refusal = self._too_many(len(wanted), "GetVariables")
        return Reply(refusal or {"getVariableResult": [self._get(entry) for entry in wanted]})

    def set_variables(self, request: Payload) -> Reply:
        """Set the variables independently, with one result per entry (B05)."""
        wanted = request["setVariableData"]
        refusal = self._too_many(len(wanted), "SetVariables")
        return Reply(refusal or {"setVariableResult": [self._set(entry) for entry in wanted]})

    def _too_many(self, count: int, message: str) -> Refusal | None:
        limit = int(self._model.value("DeviceDataCtrlr", "ItemsPerMessage", message))
        if count <= limit:
            return None
        return Refusal("OccurrenceConstraintViolation", f"{count} entries, at most {limit} are taken")

    def _get(self, entry: Payload) -> dict[str, Any]:
        result = _echo(entry)
        found = self._find(entry)
        if isinstance(found, str):
            return {**result, "attributeStatus": found}
        _, _, attribute = found
        if attribute.mutability == "WriteOnly":
            info = status_info("WriteOnly", "This variable can be set, not read")
            return {**result, "attributeStatus": "Rejected", "attributeStatusInfo": info}
        return {**result, "attributeStatus": "Accepted", "attributeValue": attribute.read()}

    def _set(self, entry: Payload) -> dict[str, Any]:
        result = _echo(entry)
        found = self._find(entry)
        if isinstance(found, str):
            return {**result, "attributeStatus": found}
        component, variable, attribute = found
        if attribute.mutability == "ReadOnly":
            info = status_info("ReadOnly", "This variable can be read, not set")
            return {**result, "attributeStatus": "Rejected", "attributeStatusInfo": info}
        value = entry["attributeValue"]
        objection = variable.characteristics.objection(value) or (variable.guard(value) if variable.guard else None)
        if objection:
            info = status_info("InvalidValue", objection)
            return {**result, "attributeStatus": "Rejected", "attributeStatusInfo": info}
        self._model.assign(component, variable, attribute.type, value)
        return {**result, "attributeStatus": "Accepted"}

    def _find(self, entry: Payload) -> str | tuple[Component, Variable, Attribute]:
        component = self._model.find(entry["component"])
        if component is None:
            return "UnknownComponent"
        wanted = entry["variable"]
        variable = component.find(wanted["name"], wanted.get("instance") or "")
        if variable is None:
            return "UnknownVariable"
        attribute = variable.attributes.get(entry.get("attributeType", "Actual"))
        return (component, variable, attribute) if attribute else "NotSupportedAttributeType"


def _echo(entry: Payload) -> dict[str, Any]:
    """Return the parts of an entry repeated in its result; the default attribute type is Actual (B05.FR.12)."""
    return {
        "attributeType": entry.get("attributeType", "Actual"),
        "component": entry["component"],
        "variable": entry["variable"],
    }
