"""Variables: GetVariables and SetVariables, never more items in a message than the station takes (B05, B06)."""

from typing import Annotated, Any

import msgspec

from plugfest.csms.blocks.a_security.password import is_password
from plugfest.csms.blocks.b_provisioning.naming import ComponentName, VariableName, component_type, variable_type
from plugfest.csms.blocks.contexts import Exchange, Look, Order
from plugfest.csms.blocks.registry import Wish, endpoint, keeps, operation
from plugfest.csms.store import device_model

_AVAILABLE = frozenset({"Accepted", "RebootRequired"})


class VariableToRead(Wish):
    """One variable."""

    component: ComponentName
    variable: VariableName


class VariableToWrite(Wish):
    """One variable and its new value."""

    component: ComponentName
    variable: VariableName
    value: Annotated[str, msgspec.Meta(max_length=1000)]


class ReadVariables(Wish):
    """Read variables from the station; `handle` has no values, they are in the messages and in /variables."""

    variables: Annotated[list[VariableToRead], msgspec.Meta(min_length=1, max_length=1000)]


class WriteVariables(Wish):
    """Change variables of the station."""

    values: Annotated[list[VariableToWrite], msgspec.Meta(min_length=1, max_length=1000)]


@operation("read-variables", ReadVariables)
async def read_variables(order: Order, wish: ReadVariables) -> None:
    """Read them, in as many messages as it takes."""
    items = [
        {"component": component_type(item.component), "variable": variable_type(item.variable)}
        for item in wish.variables
    ]
    await _in_parts(order, "GetVariables", "getVariableData", "getVariableResult", items)


@operation("write-variables", WriteVariables)
async def write_variables(order: Order, wish: WriteVariables) -> None:
    """Write them, in as many messages as it takes."""
    if any(is_password(item.component.name, item.variable.name) for item in wish.values):
        raise order.fail(
            "a password is changed with change-password: nobody but the station and the CSMS is to know it"
        )
    items = [
        {
            "component": component_type(item.component),
            "variable": variable_type(item.variable),
            "attributeValue": item.value,
        }
        for item in wish.values
    ]
    await _in_parts(order, "SetVariables", "setVariableData", "setVariableResult", items)


@keeps("GetVariables")
def keep_values(exchange: Exchange) -> None:
    """Keep what was read."""
    for result in exchange.answer["getVariableResult"]:
        if result["attributeStatus"] == "Accepted" and "attributeValue" in result:
            device_model.keep(exchange.db, _key(exchange.station, result), value=result["attributeValue"])


@keeps("SetVariables")
def keep_accepted(exchange: Exchange) -> None:
    """Keep what was written and accepted. A password is none of the values that are kept."""
    written = {
        tuple(_key(exchange.station, data).values()): data["attributeValue"]
        for data in exchange.request["setVariableData"]
    }
    for result in exchange.answer["setVariableResult"]:
        key = _key(exchange.station, result)
        new = written.get(tuple(key.values()))
        secret = key["variable"].lower() == "basicauthpassword"
        if result["attributeStatus"] in _AVAILABLE and new is not None and not secret:
            device_model.keep(exchange.db, key, value=new)


@endpoint("GET", "/stations/{station}/variables", "The device model, as far as the station has told it")
def show_variables(look: Look) -> Any:
    """Show all variables."""
    return device_model.view(look.db, look.station)


async def items_per_message(order: Order, action: str) -> int | None:
    """How many items the station takes in a message of this action; asked of the station where it is not known.

    None where the station does not tell.
    """
    known = await order.read(lambda db: device_model.items_per_message(db, order.station, action))
    if known is not None:
        return known
    limit = {
        "component": {"name": "DeviceDataCtrlr"},
        "variable": {"name": "ItemsPerMessage", "instance": action},
    }
    await order.call("GetVariables", {"getVariableData": [limit]})
    return await order.read(lambda db: device_model.items_per_message(db, order.station, action))


async def _in_parts(order: Order, action: str, data: str, results: str, items: list[dict[str, Any]]) -> None:
    size = len(items)
    if size > 1:  # one item is within every limit
        size = await items_per_message(order, action) or size
    outcomes: list[dict[str, Any]] = []
    for start in range(0, len(items), size):
        answer = await order.call(action, {data: items[start : start + size]})
        outcomes.extend(answer[results])
    refused = [result for result in outcomes if result["attributeStatus"] not in _AVAILABLE]
    if refused and len(refused) == len(outcomes):
        named = ", ".join(f"{_said(result)} {result['attributeStatus']}" for result in refused[:5])
        order.refused(f"{action}: {named}")


def _said(item: dict[str, Any]) -> str:
    return f"{item['component']['name']}.{item['variable']['name']}"


def _key(station: str, item: dict[str, Any]) -> dict[str, Any]:
    return device_model.key_of(station, item["component"], item["variable"], item.get("attributeType", "Actual"))
