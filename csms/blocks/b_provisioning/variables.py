"""Variables: GetVariables and SetVariables, with at most the station's items per message (B05, B06)."""

from typing import Annotated, Any, Literal

import msgspec

from plugfest.csms.blocks.a_security.password import is_password
from plugfest.csms.blocks.b_provisioning.naming import ComponentName, VariableName, component_type, variable_type
from plugfest.csms.blocks.contexts import ApiRequest, Exchange, OperationContext, present
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.blocks.registry import endpoint, on_response, operation
from plugfest.csms.store import device_model

AttributeType = Literal["Actual", "Target", "MinSet", "MaxSet"]
_AVAILABLE = frozenset({"Accepted", "RebootRequired"})


class VariableToRead(RequestBody):
    """One variable."""

    component: ComponentName
    variable: VariableName
    attribute: AttributeType | None = None
    """Absent: the actual value."""


class VariableToWrite(RequestBody):
    """One variable and its new value."""

    component: ComponentName
    variable: VariableName
    value: Annotated[str, msgspec.Meta(max_length=1000)]
    attribute: AttributeType | None = None
    """Absent: the actual value."""


class ReadVariables(RequestBody):
    """Read variables from the station; the values are in the operation's messages and in /variables."""

    variables: Annotated[list[VariableToRead], msgspec.Meta(min_length=1, max_length=1000)]


class WriteVariables(RequestBody):
    """Change variables of the station."""

    values: Annotated[list[VariableToWrite], msgspec.Meta(min_length=1, max_length=1000)]


@operation("read-variables", ReadVariables)
async def read_variables(context: OperationContext, params: ReadVariables) -> None:
    """Read them, in as many messages as needed."""
    items = [
        present(
            component=component_type(item.component),
            variable=variable_type(item.variable),
            attributeType=item.attribute,
        )
        for item in params.variables
    ]
    await _in_parts(context, "GetVariables", "getVariableData", "getVariableResult", items)


@operation("write-variables", WriteVariables)
async def write_variables(context: OperationContext, params: WriteVariables) -> None:
    """Write them, in as many messages as needed."""
    if any(is_password(item.component.name, item.variable.name) for item in params.values):
        raise context.fail("use change-password to change a password: only the station and the CSMS may know it")
    items = [
        present(
            component=component_type(item.component),
            variable=variable_type(item.variable),
            attributeType=item.attribute,
            attributeValue=item.value,
        )
        for item in params.values
    ]
    await _in_parts(context, "SetVariables", "setVariableData", "setVariableResult", items)


@on_response("GetVariables")
def keep_values(exchange: Exchange) -> None:
    """Store the read values."""
    for result in exchange.answer["getVariableResult"]:
        if result["attributeStatus"] == "Accepted" and "attributeValue" in result:
            device_model.keep(exchange.db, _key(exchange.station, result), value=result["attributeValue"])


@on_response("SetVariables")
def keep_accepted(exchange: Exchange) -> None:
    """Store the accepted values, except passwords."""
    written = {
        _place(_key(exchange.station, data)): data["attributeValue"] for data in exchange.request["setVariableData"]
    }
    for result in exchange.answer["setVariableResult"]:
        key = _key(exchange.station, result)
        new = written.get(_place(key))
        secret = key["variable"].lower() == "basicauthpassword"
        if result["attributeStatus"] in _AVAILABLE and new is not None and not secret:
            device_model.keep(exchange.db, key, value=new)


@endpoint("GET", "/stations/{station}/variables", "The device model, as reported by the station")
def show_variables(request: ApiRequest) -> Any:
    """Show all variables."""
    return device_model.view(request.db, request.station)


async def items_per_message(context: OperationContext, action: str) -> int | None:
    """Return how many items the station takes in a message of this action; ask the station if it is not known.

    None if the station does not report it.
    """
    known = await context.read(lambda db: device_model.items_per_message(db, context.station, action))
    if known is not None:
        return known
    limit = {
        "component": {"name": "DeviceDataCtrlr"},
        "variable": {"name": "ItemsPerMessage", "instance": action},
    }
    await context.try_call("GetVariables", {"getVariableData": [limit]})
    return await context.read(lambda db: device_model.items_per_message(db, context.station, action))


async def _in_parts(
    context: OperationContext, action: str, data: str, results: str, items: list[dict[str, Any]]
) -> None:
    size = len(items)
    if size > 1:  # one item is within every limit
        size = await items_per_message(context, action) or size
    outcomes: list[dict[str, Any]] = []
    for start in range(0, len(items), size):
        answer = await context.call(action, {data: items[start : start + size]})
        outcomes.extend(answer[results])
    refused = [result for result in outcomes if result["attributeStatus"] not in _AVAILABLE]
    if refused and len(refused) == len(outcomes):
        named = ", ".join(f"{_variable_label(result)} {result['attributeStatus']}" for result in refused[:5])
        context.refused(f"{action}: {named}")


def _variable_label(item: dict[str, Any]) -> str:
    return f"{item['component']['name']}.{item['variable']['name']}"


def _place(key: dict[str, Any]) -> tuple[Any, ...]:
    """Return a key by which a variable is known in whatever case its names are written."""
    return tuple(part.casefold() if isinstance(part, str) else part for part in key.values())


def _key(station: str, item: dict[str, Any]) -> dict[str, Any]:
    return device_model.key_of(station, item["component"], item["variable"], item.get("attributeType", "Actual"))
