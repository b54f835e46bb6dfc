"""The components and variables that Part 2 requires of a station, with their values."""

import csv
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from plugfest.simulator.device.model import Attribute, ComponentKey, DeviceModel, Variable
from plugfest.simulator.device.values import Characteristics
from plugfest.simulator.protocol.schemas import schema

MONITORED = ("AvailabilityState", "Available", "Problem", "Power", "EnergyImportRegister", "BasicAuthPassword")
"""The variables that can be monitored."""


def standard_model(
    connectors: Sequence[int], *, model: str = "", vendor: str = "", firmware_version: str = ""
) -> DeviceModel:
    """Return a device model with the standard variables, for a station with that many connectors on each EVSE."""
    return _standard(tuple(connectors), model, vendor, firmware_version).copy()


@lru_cache(maxsize=64)
def _standard(connectors: tuple[int, ...], name: str, vendor: str, firmware_version: str) -> DeviceModel:
    # Stations are made by the thousand: the table is read once for each kind.
    model = DeviceModel()
    for row in _rows():
        for place in _places(row["component"], connectors):
            model.add(place, _variable(row))
    model.put("ChargingStation", "Model", name)
    model.put("ChargingStation", "VendorName", vendor)
    model.put("ChargingStation", "FirmwareVersion", firmware_version)
    for evse in range(1, len(connectors) + 1):
        model.put("EVSE", "ISO15118EvseId", f"NL*PLG*E{evse:06}", evse=evse)
    return model


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = files("plugfest.simulator.device").joinpath("standard_variables.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _measurands() -> list[str]:
    choices: list[str] = schema("MeterValuesRequest")["definitions"]["MeasurandEnumType"]["enum"]
    return choices


def _places(component: str, connectors: Sequence[int]) -> list[ComponentKey]:
    evses = range(1, len(connectors) + 1)
    match component:
        case "EVSE" | "FiscalMetering":
            return [ComponentKey(component, evse=evse) for evse in evses]
        case "Connector":
            return [
                ComponentKey(component, evse=evse, connector=connector)
                for evse in evses
                for connector in range(1, connectors[evse - 1] + 1)
            ]
    return [ComponentKey(component)]


@cache
def _characteristics(values: str, data_type: str, unit: str, least: str, most: str, name: str) -> Characteristics:
    choices = _measurands() if values == "MEASURANDS" else values.split("|")
    return Characteristics(
        data_type=data_type,
        unit=unit,
        min_limit=float(least) if least else None,
        max_limit=float(most) if most else None,
        values_list=tuple(filter(None, choices)),
        supports_monitoring=name in MONITORED,
    )


def _variable(row: dict[str, str]) -> Variable:
    characteristics = _characteristics(
        row["values"], row["data_type"], row["unit"], row["min"], row["max"], row["variable"]
    )
    settable = row["mutability"] != "ReadOnly"
    attribute = Attribute(value=row["value"] or None, mutability=row["mutability"], persistent=settable)
    return Variable(row["variable"], characteristics, {"Actual": attribute}, row["instance"])
