"""The table of Part 2's field types: completeness and single fields."""

import json
from importlib.resources import files
from typing import Any

import pytest

from plugfest.simulator.protocol.field_types import field_type, leaves, type_at

SCHEMAS = sorted(
    file.name.removesuffix(".json")
    for file in (files("ocpp") / "v201" / "schemas").iterdir()
    if file.name.endswith(".json")
)
OF_JSON = {"integer": {"integer"}, "decimal": {"number"}, "boolean": {"boolean"}, "string": {"string"}}


def _fields(owner: str, schema: dict[str, Any], root: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Every field of a message and of the datatypes that it has, with its schema."""
    found = []
    for name, given in schema.get("properties", {}).items():
        inner = given.get("items", given) if given.get("type") == "array" else given
        reference = inner.get("$ref", "").rpartition("/")[2]
        resolved = root["definitions"].get(reference, inner)
        if name == "customData":
            continue
        found.append((owner, name, resolved))
        if resolved.get("type") == "object":
            found += _fields(field_type(owner, name), resolved, root)
    return found


@pytest.mark.parametrize("message", SCHEMAS)
def test_every_field_has_a_type_consistent_with_its_schema(message: str) -> None:
    root = json.loads((files("ocpp") / "v201" / "schemas" / f"{message}.json").read_text(encoding="utf-8-sig"))
    for owner, name, schema in _fields(message, root, root):
        given = field_type(owner, name)
        assert given, f"{owner}.{name}"
        if given in OF_JSON:
            assert schema.get("type") in OF_JSON[given], f"{owner}.{name}"
        if given == "dateTime":
            assert schema.get("format") == "date-time", f"{owner}.{name}"


@pytest.mark.parametrize(
    ("message", "path", "expected"),
    [
        ("RequestStartTransactionRequest", "idToken.idToken", "identifierString"),
        ("RequestStopTransactionRequest", "transactionId", "identifierString"),
        ("GetVariablesRequest", "getVariableData[0].component.name", "identifierString"),
        ("DeleteCertificateRequest", "certificateHashData.issuerKeyHash", "string"),
        ("DeleteCertificateRequest", "certificateHashData.serialNumber", "identifierString"),
        ("SetChargingProfileRequest", "chargingProfile.chargingSchedule[0].chargingSchedulePeriod[1].limit", "decimal"),
        ("BootNotificationResponse", "currentTime", "dateTime"),
        ("DataTransferRequest", "vendorId", "string"),
        ("ResetRequest", "customData.anything", ""),
    ],
)
def test_type_at_a_path_of_a_message(message: str, path: str, expected: str) -> None:
    assert type_at(message, path) == expected


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("transactionId", "a", "identifierString"),
        ("idToken", "a", "identifierString"),
        ("idToken", {"idToken": "a"}, "IdTokenType"),
        ("serialNumber", "a", ""),
        ("noSuchField", "a", ""),
    ],
)
def test_field_without_a_message_has_the_common_type_of_its_name(field: str, value: Any, expected: str) -> None:
    assert field_type("", field, value) == expected


def test_leaves_omit_fields_without_a_type() -> None:
    payload = {
        "requestedMessage": "Heartbeat",
        "evse": {"id": 1},
        "customData": {"vendorId": "v", "x": 1},
        "x": {"y": 1},
        "data": [],
    }
    assert [(leaf.path, leaf.type, leaf.value) for leaf in leaves("TriggerMessageRequest", payload)] == [
        ("requestedMessage", "MessageTriggerEnumType", "Heartbeat"),
        ("evse.id", "integer", 1),
    ]
    assert list(leaves("DataTransferRequest", {"data": {"deep": 1}})) == []
    assert list(leaves("ResetRequest", [1])) == []
