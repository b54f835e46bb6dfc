"""All 25 requests that a station can send have an answer."""

from importlib.resources import files

import jsonschema_rs
import pytest

NOW = "2025-01-01T00:00:00Z"
HASH = {"hashAlgorithm": "SHA256", "issuerNameHash": "a", "issuerKeyHash": "b", "serialNumber": "1"}
SCHEDULE = {"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16.0}]}
PROFILE = {
    "id": 1,
    "stackLevel": 0,
    "chargingProfilePurpose": "TxDefaultProfile",
    "chargingProfileKind": "Relative",
    "chargingSchedule": [SCHEDULE],
}
COMPONENT = {"component": {"name": "Connector", "evse": {"id": 1}}, "variable": {"name": "Problem"}}
METER = [{"timestamp": NOW, "sampledValue": [{"value": 1.5}]}]
MONITORS = [
    {**COMPONENT, "variableMonitoring": [{"id": 1, "transaction": False, "value": 1, "type": "Delta", "severity": 5}]}
]
REQUESTS = {
    "Authorize": {"idToken": {"idToken": "nobody", "type": "Central"}},
    "BootNotification": {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V"}},
    "ClearedChargingLimit": {"chargingLimitSource": "EMS"},
    "DataTransfer": {"vendorId": "somebody"},
    "FirmwareStatusNotification": {"status": "Idle"},
    "Get15118EVCertificate": {"iso15118SchemaVersion": "urn:x", "action": "Install", "exiRequest": "AA=="},
    "GetCertificateStatus": {"ocspRequestData": {**HASH, "responderURL": "http://127.0.0.1:1/"}},
    "Heartbeat": {},
    "LogStatusNotification": {"status": "Idle"},
    "MeterValues": {"evseId": 1, "meterValue": METER},
    "NotifyChargingLimit": {"chargingLimit": {"chargingLimitSource": "EMS"}},
    "NotifyCustomerInformation": {"data": "x", "seqNo": 0, "generatedAt": NOW, "requestId": 1},
    "NotifyDisplayMessages": {"requestId": 1},
    "NotifyEVChargingNeeds": {"evseId": 1, "chargingNeeds": {"requestedEnergyTransfer": "DC"}},
    "NotifyEVChargingSchedule": {"evseId": 1, "timeBase": NOW, "chargingSchedule": SCHEDULE},
    "NotifyEvent": {
        "generatedAt": NOW,
        "seqNo": 0,
        "eventData": [
            {
                "eventId": 1,
                "timestamp": NOW,
                "trigger": "Delta",
                "actualValue": "true",
                "eventNotificationType": "HardWiredNotification",
                **COMPONENT,
            }
        ],
    },
    "NotifyMonitoringReport": {"requestId": 1, "seqNo": 0, "generatedAt": NOW, "monitor": MONITORS},
    "NotifyReport": {
        "requestId": 1,
        "generatedAt": NOW,
        "seqNo": 0,
        "reportData": [{**COMPONENT, "variableAttribute": [{"value": "x"}]}],
    },
    "PublishFirmwareStatusNotification": {"status": "Idle"},
    "ReportChargingProfiles": {
        "requestId": 1,
        "chargingLimitSource": "CSO",
        "chargingProfile": [PROFILE],
        "evseId": 1,
    },
    "ReservationStatusUpdate": {"reservationId": 1, "reservationUpdateStatus": "Expired"},
    "SecurityEventNotification": {"type": "StartupOfTheDevice", "timestamp": NOW},
    "SignCertificate": {"csr": "nonsense"},
    "StatusNotification": {"timestamp": NOW, "connectorStatus": "Available", "evseId": 1, "connectorId": 1},
    "TransactionEvent": {
        "eventType": "Updated",
        "timestamp": NOW,
        "triggerReason": "Trigger",
        "seqNo": 7,
        "transactionInfo": {"transactionId": "unheard of"},
    },
}


def test_there_are_25_requests_of_a_station():
    assert len(REQUESTS) == 25


@pytest.mark.parametrize("action", REQUESTS)
async def test_every_request_is_answered_as_its_schema_says(world, action):
    station = await world.station()
    answer = await station.says(action, **REQUESTS[action])
    schema = files("ocpp.v201").joinpath("schemas", f"{action}Response.json").read_text(encoding="utf-8-sig")
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(answer)
    custom = {"customData": {"vendorId": "me", "anything": [1, {"x": None}]}}
    assert await station.calls(action, **REQUESTS[action], **custom)
