"""The JSON schemas of OCPP 2.0.1, compiled when first needed, and the CALLERROR code for each way to break one."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from plugfest.csms.rpc.errors import CallRefused, ErrorCode

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError, Validator

STATION_ACTIONS: Final = frozenset(
    """Authorize BootNotification ClearedChargingLimit DataTransfer FirmwareStatusNotification Get15118EVCertificate
    GetCertificateStatus Heartbeat LogStatusNotification MeterValues NotifyChargingLimit NotifyCustomerInformation
    NotifyDisplayMessages NotifyEVChargingNeeds NotifyEVChargingSchedule NotifyEvent NotifyMonitoringReport NotifyReport
    PublishFirmwareStatusNotification ReportChargingProfiles ReservationStatusUpdate SecurityEventNotification
    SignCertificate StatusNotification TransactionEvent""".split()
)
"""The requests that a station may send."""

CSMS_ACTIONS: Final = frozenset(
    """CancelReservation CertificateSigned ChangeAvailability ClearCache ClearChargingProfile ClearDisplayMessage
    ClearVariableMonitoring CostUpdated CustomerInformation DataTransfer DeleteCertificate GetBaseReport
    GetChargingProfiles GetCompositeSchedule GetDisplayMessages GetInstalledCertificateIds GetLocalListVersion GetLog
    GetMonitoringReport GetReport GetTransactionStatus GetVariables InstallCertificate PublishFirmware
    RequestStartTransaction RequestStopTransaction ReserveNow Reset SendLocalList SetChargingProfile SetDisplayMessage
    SetMonitoringBase SetMonitoringLevel SetNetworkProfile SetVariableMonitoring SetVariables TriggerMessage
    UnlockConnector UnpublishFirmware UpdateFirmware""".split()
)
"""The requests that a CSMS may send."""

_codes: Final = {
    "additionalProperties": ErrorCode.FORMAT_VIOLATION,
    "type": ErrorCode.TYPE_CONSTRAINT_VIOLATION,
    "required": ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION,
    "minItems": ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION,
    "maxItems": ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION,
}
_ranges: Final = {"integer": (-(2**31), 2**31 - 1), "number": (-1e300, 1e300)}
_by_severity: Final = (
    ErrorCode.FORMAT_VIOLATION,
    ErrorCode.TYPE_CONSTRAINT_VIOLATION,
    ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION,
    ErrorCode.PROPERTY_CONSTRAINT_VIOLATION,
)


def check_request(action: str, payload: dict[str, Any]) -> None:
    """Raise CallRefused if the payload of a request violates its schema."""
    _check(f"{action}Request", payload)


def check_response(action: str, payload: dict[str, Any]) -> None:
    """Raise CallRefused if the payload of an answer violates its schema."""
    _check(f"{action}Response", payload)


def _check(name: str, payload: dict[str, Any]) -> None:
    validator = _validator(name)
    if validator.is_valid(payload):
        return
    errors = [(_code(error), _describe(error)) for error in islice(validator.iter_errors(payload), 20)]
    code, reason = min(errors, key=lambda error: _by_severity.index(error[0]))
    raise CallRefused(code, f"{name}: {reason}")


@cache
def _validator(name: str) -> Validator:
    import jsonschema_rs

    text = files("ocpp").joinpath("v201", "schemas", f"{name}.json").read_text(encoding="utf-8-sig")
    return jsonschema_rs.validator_for(json.loads(text, object_hook=_narrow), validate_formats=True)


def _narrow(schema: dict[str, Any]) -> dict[str, Any]:
    # Part 2 defines an integer as 32 bits wide; the schemas leave the range open, that of decimals as well.
    least, most = _ranges.get(str(schema.get("type")), (None, None))
    if least is not None:
        schema.setdefault("minimum", least)
        schema.setdefault("maximum", most)
    return schema


def _code(error: ValidationError) -> ErrorCode:
    return _codes.get(error.kind.name, ErrorCode.PROPERTY_CONSTRAINT_VIOLATION)


def _describe(error: ValidationError) -> str:
    where = "/".join(str(part) for part in error.instance_path) or "payload"
    return f"{where}: {error.message[:150]}"
