"""The JSON schemas of OCPP 2.0.1 in the `ocpp` package, formats included."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema_rs

_FOLDER = files("ocpp") / "v201" / "schemas"


@cache
def _messages() -> frozenset[str]:
    """Return the names of all schemas, so that no text of a peer becomes a file name."""
    return frozenset(file.name.removesuffix(".json") for file in _FOLDER.iterdir() if file.name.endswith(".json"))


@cache
def schema(message: str) -> dict[str, Any]:
    """Return the JSON schema of a message such as "ResetRequest". Raises FileNotFoundError."""
    rules: dict[str, Any] = json.loads((_FOLDER / f"{message}.json").read_text(encoding="utf-8-sig"))
    return rules


@cache
def validator(message: str) -> jsonschema_rs.Validator:
    """Return the validator of a message, formats included. Raises FileNotFoundError."""
    return jsonschema_rs.validator_for(schema(message), validate_formats=True)


def is_action(action: str) -> bool:
    """Return whether OCPP 2.0.1 has a request of this name."""
    return f"{action}Request" in _messages()


@cache
def requests_of_a_csms() -> frozenset[str]:
    """Return the actions of requests by a CSMS; DataTransfer is in both directions."""
    return frozenset(
        [
            "CancelReservation",
            "CertificateSigned",
            "ChangeAvailability",
            "ClearCache",
            "ClearChargingProfile",
            "ClearDisplayMessage",
            "ClearVariableMonitoring",
            "CostUpdated",
            "CustomerInformation",
            "DataTransfer",
            "DeleteCertificate",
            "GetBaseReport",
            "GetChargingProfiles",
            "GetCompositeSchedule",
            "GetDisplayMessages",
            "GetInstalledCertificateIds",
            "GetLocalListVersion",
            "GetLog",
            "GetMonitoringReport",
            "GetReport",
            "GetTransactionStatus",
            "GetVariables",
            "InstallCertificate",
            "PublishFirmware",
            "RequestStartTransaction",
            "RequestStopTransaction",
            "ReserveNow",
            "Reset",
            "SendLocalList",
            "SetChargingProfile",
            "SetDisplayMessage",
            "SetMonitoringBase",
            "SetMonitoringLevel",
            "SetNetworkProfile",
            "SetVariableMonitoring",
            "SetVariables",
            "TriggerMessage",
            "UnlockConnector",
            "UnpublishFirmware",
            "UpdateFirmware",
        ]
    )


def schema_errors(message: str, payload: Any, most: int = 5) -> list[tuple[str, str]]:
    """Return the schema violations of a payload as (path, text) pairs, at most `most`.

    `message` is the schema's name, such as "ResetRequest" or "BootNotificationResponse". The payload must not contain
    lone surrogates: `read_frame` reports those and leaves nothing to validate.
    """
    if message not in _messages():
        return [("", f"OCPP 2.0.1 has no {message}")]
    errors = []
    for error in validator(message).iter_errors(payload):
        errors.append((path_text(error.instance_path), error.message[:300]))
        if len(errors) == most:
            break
    return errors


def path_text(path: list[str | int]) -> str:
    """Return a path in a payload as text: `chargingProfile.chargingSchedule[0].id`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
