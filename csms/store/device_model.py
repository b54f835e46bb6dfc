"""The reported device model of each station: components, variables, values."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Integer, String, Table, bindparam, select

from plugfest.csms.store.identifiers import IDENTIFIER
from plugfest.csms.store.prepared import Prepared
from plugfest.csms.store.secrets import WITHHELD, is_secret_variable
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import metadata, timestamp, upsert

variables = belongs_to_station(
    Table(
        "variables",
        metadata,
        Column("station", String, primary_key=True),
        # Absent instances and EVSEs are "" and 0, so that they can be part of the key.
        Column("component", IDENTIFIER, primary_key=True),
        Column("component_instance", IDENTIFIER, primary_key=True),
        Column("evse", Integer, primary_key=True),
        Column("connector", Integer, primary_key=True),
        Column("variable", IDENTIFIER, primary_key=True),
        Column("variable_instance", IDENTIFIER, primary_key=True),
        Column("attribute", String, primary_key=True),
        Column("value", String),
        Column("mutability", String),
        Column("constant", Boolean),
        Column("persistent", Boolean),
        Column("characteristics", JSON(none_as_null=True)),
        Column("updated", String, nullable=False),
    )
)
_this = Prepared(
    select(variables.c.value, variables.c.mutability).where(
        *(column == bindparam(column.name) for column in variables.primary_key)
    )
)


def key_of(
    station: str, component: dict[str, Any], variable: dict[str, Any], attribute: str = "Actual"
) -> dict[str, Any]:
    """Return the key of a variable's attribute, from OCPP's ComponentType and VariableType."""
    evse = component.get("evse") or {}
    return {
        "station": station,
        "component": component["name"],
        "component_instance": component.get("instance", ""),
        "evse": evse.get("id", 0),
        "connector": evse.get("connectorId", 0),
        "variable": variable["name"],
        "variable_instance": variable.get("instance", ""),
        "attribute": attribute,
    }


def keep(db: Connection, key: dict[str, Any], **values: Any) -> None:
    """Store data of a variable's attribute; other columns are unchanged. Passwords are withheld."""
    if values.get("value") is not None and is_secret_variable(key["variable"]):
        values["value"] = WITHHELD
    upsert(db, variables, key, {**values, "updated": timestamp()})


def value(db: Connection, key: dict[str, Any]) -> str | None:
    """Return the last known value of a variable's attribute, or None."""
    row = _this.one(db, key)
    return None if row is None else row["value"]


def readable(db: Connection, key: dict[str, Any]) -> bool:
    """Return whether the attribute is readable, as far as known (a write-only one is not)."""
    if is_secret_variable(key["variable"]):
        return False
    row = _this.one(db, key)
    return row is None or row["mutability"] != "WriteOnly"


def items_per_message(db: Connection, station: str, action: str) -> int | None:
    """Return the limit DeviceDataCtrlr.ItemsPerMessage for an action, or None where it is not known."""
    key = key_of(station, {"name": "DeviceDataCtrlr"}, {"name": "ItemsPerMessage", "instance": action})
    known = value(db, key)
    return int(known) if known is not None and known.isascii() and known.isdigit() and int(known) > 0 else None


def view(db: Connection, station: str) -> list[dict[str, Any]]:
    """Return the stored device model, as the operator sees it."""
    rows = db.execute(select(variables).where(variables.c.station == station).order_by(*variables.primary_key))
    return [_to_json(dict(row)) for row in rows.mappings()]


def _to_json(row: dict[str, Any]) -> dict[str, Any]:
    component = {"name": row["component"], "instance": row["component_instance"] or None}
    component |= {"evse": row["evse"] or None, "connector": row["connector"] or None}
    return {
        "component": {name: part for name, part in component.items() if part is not None},
        "variable": {"name": row["variable"]}
        | ({"instance": row["variable_instance"]} if row["variable_instance"] else {}),
        "attribute": row["attribute"],
        "value": row["value"],
        "mutability": row["mutability"],
        "constant": row["constant"],
        "persistent": row["persistent"],
        "characteristics": row["characteristics"],
        "updated": row["updated"],
    }
