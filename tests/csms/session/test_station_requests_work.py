"""The work for a request of a station, which does not grow with what the station has sent before.

Counted are the instructions that SQLite runs, from the findings about the request to the rows that it stores.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine
from support.work import sqlite_steps

from plugfest.csms import blocks, store
from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import handlers
from plugfest.csms.findings.content import check
from plugfest.csms.settings import Settings
from plugfest.csms.store import stations, transactions
from plugfest.csms.store.database import _DEFERRED, _insert_deferred
from plugfest.csms.store.tables import metadata

store.load()
blocks.load()

NOW = "2026-01-01T00:00:00Z"
TOKEN = {"idToken": "AB12", "type": "ISO14443"}
SETTINGS = Settings(data=Path("unused"))
LIMITS = {"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16}]}
METER = [{"timestamp": NOW, "sampledValue": [{"value": 12.5}]}]
NEEDS = {"energyAmount": 10_000, "evMinCurrent": 6, "evMaxCurrent": 32, "evMaxVoltage": 230}

Payload = dict[str, Any]


def _event(kind: str, transaction: str, number: int, **more: Any) -> Payload:
    return {
        "eventType": kind,
        "timestamp": NOW,
        "triggerReason": "Trigger",
        "seqNo": number,
        "transactionInfo": {"transactionId": transaction, **more.pop("info", {})},
        "evse": {"id": 1, "connectorId": 1},
        **more,
    }


def _place(number: int) -> Payload:
    return {"component": {"name": f"Component {number}"}, "variable": {"name": "State"}}


def _profile(number: int) -> Payload:
    return {
        "id": number + 1,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Absolute",
        "transactionId": f"transaction {number}",
        "chargingSchedule": [{**LIMITS, "startSchedule": NOW}],
    }


def _monitors(number: int) -> Payload:
    monitor = {"id": number, "transaction": False, "value": 1, "type": "Delta", "severity": 5}
    return _part(number, monitor=[{**_place(number), "variableMonitoring": [monitor]}])


def _part(number: int, **more: Any) -> Payload:
    return {"requestId": 1, "generatedAt": NOW, "seqNo": number, "tbc": True, **more}


def _device_event(number: int) -> Payload:
    kind = {"eventNotificationType": "CustomMonitor", "variableMonitoringId": number}
    return {"eventId": number, "timestamp": NOW, "trigger": "Alerting", "actualValue": "1", **kind, **_place(number)}


def _report(number: int) -> Payload:
    return _part(number, reportData=[{**_place(number), "variableAttribute": [{"value": "1"}]}])


def _message(number: int) -> Payload:
    message = {"id": number, "priority": "NormalCycle", "message": {"format": "UTF8", "content": "Hello"}}
    return {"requestId": 1, "tbc": True, "messageInfo": [message]}


def _reported_profile(number: int) -> Payload:
    more = {"requestId": 1, "chargingLimitSource": "CSO", "tbc": True}
    return {**more, "evseId": 1, "chargingProfile": [_profile(number)]}


REQUESTS: dict[str, tuple[str, Callable[[int], Payload]]] = {
    "boots of other serial numbers": (
        "BootNotification",
        lambda n: {
            "reason": "PowerUp",
            "chargingStation": {"model": "M", "vendorName": "V", "serialNumber": f"S{n}"},
        },
    ),
    "statuses of other EVSEs": (
        "StatusNotification",
        lambda n: {"timestamp": NOW, "connectorStatus": "Occupied", "evseId": n + 1, "connectorId": 1},
    ),
    "tokens": ("Authorize", lambda n: {"idToken": {"idToken": f"A{n}", "type": "ISO14443"}}),
    "transactions": ("TransactionEvent", lambda n: _event("Started", f"T{n}", 0, idToken=TOKEN)),
    "remotely started transactions": (
        "TransactionEvent",
        lambda n: _event("Started", f"T{n}", 0, info={"remoteStartId": n + 1}),
    ),
    "transactions of reservations": ("TransactionEvent", lambda n: _event("Started", f"T{n}", 0, reservationId=n + 1)),
    "events of a transaction": ("TransactionEvent", lambda n: _event("Updated", "T", n + 1, meterValue=METER)),
    "ends of transactions": ("TransactionEvent", lambda n: _event("Ended", f"T{n}", 0)),
    "ends of one transaction": ("TransactionEvent", lambda n: _event("Ended", "T", n)),
    "meter values": ("MeterValues", lambda n: {"evseId": 1, "meterValue": METER}),
    "device events": (
        "NotifyEvent",
        lambda n: {"generatedAt": NOW, "seqNo": n, "eventData": [_device_event(n)]},
    ),
    "parts of a report": ("NotifyReport", _report),
    "last parts of a report": ("NotifyReport", lambda n: _report(n) | {"tbc": False}),
    "reports": ("NotifyReport", lambda n: _report(0) | {"requestId": n, "tbc": False}),
    "parts of a monitoring report": ("NotifyMonitoringReport", _monitors),
    "ends of a monitoring report in reverse": (
        "NotifyMonitoringReport",
        lambda n: _monitors(1000 - n) | {"tbc": n not in (0, 20, 200)},
    ),
    "security events": ("SecurityEventNotification", lambda n: {"type": "Tamper", "timestamp": NOW}),
    "firmware statuses": ("FirmwareStatusNotification", lambda n: {"status": "Downloading", "requestId": n}),
    "published firmware": ("PublishFirmwareStatusNotification", lambda n: {"status": "Downloading", "requestId": n}),
    "log statuses": ("LogStatusNotification", lambda n: {"status": "Uploading", "requestId": n}),
    "reservations": (
        "ReservationStatusUpdate",
        lambda n: {"reservationId": n + 1, "reservationUpdateStatus": "Expired"},
    ),
    "charging limits of EVSEs": (
        "NotifyChargingLimit",
        lambda n: {"chargingLimit": {"chargingLimitSource": "EMS"}, "evseId": n + 1, "chargingSchedule": [LIMITS]},
    ),
    "cleared charging limits": ("ClearedChargingLimit", lambda n: {"chargingLimitSource": "EMS", "evseId": n + 1}),
    "reported charging profiles": ("ReportChargingProfiles", _reported_profile),
    "charging needs": (
        "NotifyEVChargingNeeds",
        lambda n: {
            "evseId": n + 1,
            "chargingNeeds": {"requestedEnergyTransfer": "AC_three_phase", "acChargingParameters": NEEDS},
        },
    ),
    "charging schedules": (
        "NotifyEVChargingSchedule",
        lambda n: {"timeBase": NOW, "evseId": n + 1, "chargingSchedule": LIMITS},
    ),
    "display messages": ("NotifyDisplayMessages", _message),
    "customer information": ("NotifyCustomerInformation", lambda n: _part(n, data="Data")),
    "data transfers": ("DataTransfer", lambda n: {"vendorId": f"vendor {n}"}),
}


@pytest.mark.parametrize(("action", "payload"), REQUESTS.values(), ids=REQUESTS)
def test_work_does_not_grow_with_what_came_before(action: str, payload: Callable[[int], Payload]) -> None:
    few, many = _work(action, payload, 20), _work(action, payload, 200)
    assert few > 0
    assert many < 1.5 * few


def _work(action: str, payload: Callable[[int], Payload], before: int) -> int:
    """Return the work for a request after this many of its kind."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.connect() as db:
        db.info[_DEFERRED] = []
        stations.put(db, "CS1", {})
        for number in range(before):
            _handle(db, action, payload(number))
        steps = sqlite_steps(db, lambda: _handle(db, action, payload(before)))
    engine.dispose()
    return steps


def _handle(db: Connection, action: str, payload: Payload) -> None:
    known = transactions.known_before(db, "CS1", action, payload)
    list(check(db, "CS1", action, payload, known))
    handlers[action](Request(station="CS1", payload=payload, settings=SETTINGS, db=db, transaction=known))
    _insert_deferred(db)
