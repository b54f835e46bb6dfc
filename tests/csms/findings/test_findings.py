"""Findings: each is caused by a station that violates OCPP, and by no conformant station."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest
from support.csms import Station, World

from plugfest.csms.findings.requirements import REQUIREMENTS

NOW = "2026-01-01T00:00:00Z"
STATUS = {"timestamp": NOW, "connectorStatus": "Occupied", "evseId": 1, "connectorId": 1}


def event(kind: str, number: int, *, id_: str = "T", at: str = NOW, info: Any = None, **more: Any) -> dict[str, Any]:
    return {
        "eventType": kind,
        "timestamp": at,
        "seqNo": number,
        "triggerReason": "ChargingRateChanged",
        "transactionInfo": {"transactionId": id_, **(info or {})},
        **more,
    }


async def findings(world: World, station: Station) -> list[tuple[str, str]]:
    shown = await world.operator.get(f"/stations/{station.id}/findings")
    return [(each["finding"], each["requirement"]) for each in reversed(shown)]


async def expect(world: World, station: Station, *kinds: str) -> None:
    assert await findings(world, station) == [(kind, REQUIREMENTS[kind]) for kind in kinds]


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        ("hello", "unreadable-frame"),
        (b"[2]", "binary-frame"),
        ('[7,"a","Heartbeat",{}]', "unknown-message-type"),
        ('[3,"nobody",{}]', "answer-without-request"),
        ('[2,"a","Nonsense",{}]', "unknown-action"),
        ('[2,"a","Reset",{"type":"Immediate"}]', "action-of-a-csms"),
        ('[2,"a","Heartbeat",{"more":1}]', "invalid-request"),
    ],
)
async def test_invalid_frame_is_a_finding(world: World, frame: str | bytes, kind: str) -> None:
    station = await world.station()
    await station.socket.send(frame)
    await station.says("Heartbeat")
    await expect(world, station, kind)


@pytest.mark.parametrize(
    ("events", "kind"),
    [
        ([event("Started", 1)], "first-sequence-number"),
        ([event("Updated", 0)], "event-without-start"),
        ([event("Started", 0), event("Started", 5)], "first-sequence-number transaction-id-used-twice"),
        ([event("Started", 0), event("Ended", 3)], "missing-events"),
        ([event("Started", 0), event("Ended", 0)], "sequence-number-used-twice"),
        ([event("Started", 0), event("Updated", 2), event("Updated", 0)], "sequence-number-used-twice"),
        ([event("Started", 0), event("Ended", 1), event("Updated", 2)], "event-after-the-end"),
        ([event("Started", 0), event("Ended", 1, at="2025-01-01T00:00:00Z")], "end-before-start"),
        ([event("Started", 0, triggerReason="Authorized")], "missing-id-token"),
        ([event("Started", 0, triggerReason="CablePluggedIn", evse={"id": 1})], "missing-evse"),
        ([event("Started", 0, evse={"id": 1, "connectorId": 0})], "connector-below-one"),
        ([event("Started", 0, triggerReason="ChargingStateChanged")], "missing-charging-state"),
        ([event("Started", 0), event("Ended", 1, triggerReason="RemoteStop")], "missing-stopped-reason"),
        ([event("Started", 0, triggerReason="RemoteStart")], "missing-remote-start-id"),
        ([event("Started", 0, info={"remoteStartId": 77})], "unknown-remote-start-id"),
        ([event("Started", 0, reservationId=9)], "unknown-reservation"),
        ([event("Started", 0, at="2026-01-01T00:00:00.123456Z")], "too-precise-time"),
    ],
)
async def test_invalid_transaction_is_a_finding(world: World, events: list[dict[str, Any]], kind: str) -> None:
    station = await world.station()
    for each in events:
        await station.says("TransactionEvent", **each)
    await expect(world, station, *kind.split())


@pytest.mark.parametrize(
    ("action", "payload", "kind"),
    [
        ("FirmwareStatusNotification", {"status": "Downloading"}, "missing-firmware-request-id"),
        ("FirmwareStatusNotification", {"status": "Downloading", "requestId": 8}, "unknown-request-id"),
        ("StatusNotification", {**STATUS, "connectorId": 0}, "connector-below-one"),
        ("LogStatusNotification", {"status": "Uploading"}, "missing-log-request-id"),
        ("NotifyReport", {"requestId": 8, "generatedAt": NOW, "seqNo": 0}, "unknown-request-id"),
    ],
)
async def test_notification_against_ocpp_is_a_finding(
    world: World, action: str, payload: dict[str, Any], kind: str
) -> None:
    station = await world.station()
    await station.says(action, **payload)
    await expect(world, station, kind)


async def test_report_out_of_order_is_a_finding(world: World) -> None:
    station = await world.station()
    await world.operator.starts(station.id, "ask-base-report", base="FullInventory")
    asked = await station.is_asked("GetBaseReport")
    await station.answers(asked, status="Accepted")
    for number in (0, 2):
        await station.says("NotifyReport", requestId=asked.payload["requestId"], generatedAt=NOW, seqNo=number)
    await expect(world, station, "report-out-of-order")


@pytest.mark.parametrize(
    ("policy", "kind"),
    [("", "request-before-boot"), ("pending", "request-while-pending"), ("reject", "request-while-rejected")],
)
async def test_request_before_acceptance_is_a_finding(world: World, policy: str, kind: str) -> None:
    station = await world.connect(await world.provision(boot={"policy": policy or "accept"}))
    if policy:
        await station.boots()
    assert (await station.calls("StatusNotification", **STATUS))[2] == "SecurityError"
    await expect(world, station, kind)


async def test_late_and_invalid_responses_are_findings(make_process: Any, make_world: Any) -> None:
    world = await make_world(make_process("--answer-timeout", "0.3", "--password-cost", "8"))
    station = await world.station()
    late = await world.operator.starts(station.id, "clear-cache")
    asked = await station.is_asked("ClearCache")
    assert (await world.operator.outcome(late))["state"] == "timed-out"
    await station.answers(asked, status="Accepted")
    await world.operator.starts(station.id, "clear-cache")
    await station.answers(await station.is_asked("ClearCache"), status="Perhaps")
    wrong = await world.operator.starts(station.id, "clear-cache")
    asked = await station.is_asked("ClearCache")
    await station.socket.send(json.dumps([4, asked.id, "Oops", "", {}]))
    await world.operator.outcome(wrong)
    await expect(world, station, "late-answer", "invalid-answer", "unknown-error-code")


async def test_message_id_for_another_request_is_a_finding(world: World) -> None:
    station = await world.station()
    for _ in range(2):
        await station.socket.send('[2,"same","Heartbeat",{}]')
    await station.says("Heartbeat")
    assert await findings(world, station) == []
    await station.socket.send(json.dumps([2, "same", "StatusNotification", STATUS]))
    await station.says("Heartbeat")
    await expect(world, station, "duplicate-message-id")


async def test_request_before_the_answer_is_a_finding(world: World) -> None:
    station = await world.station()
    body = {"kind": "delay", "seconds": 0.3, "action": "Heartbeat"}
    await world.operator.request("POST", f"/stations/{station.id}/faults", body)
    await asyncio.gather(station.calls("Heartbeat"), station.calls("StatusNotification", **STATUS))
    await expect(world, station, "request-before-answer")


async def test_conformant_station_has_no_findings(world: World) -> None:
    station = await world.station()
    id_ = str(uuid4())
    started = event("Started", 0, id_=id_, triggerReason="Authorized", idToken={"idToken": "04A1", "type": "ISO14443"})
    await station.says("TransactionEvent", **started)
    plugged = event("Updated", 1, id_=id_, triggerReason="CablePluggedIn", evse={"id": 1, "connectorId": 1})
    await station.says("TransactionEvent", **plugged)
    await station.says("TransactionEvent", **event("Ended", 2, id_=id_, triggerReason="EVDeparted"))
    await station.says("StatusNotification", **STATUS)
    assert await findings(world, station) == []


@pytest.mark.parametrize("named", [False, True])
async def test_remotely_started_transaction_that_never_names_its_token_is_a_finding(world: World, named: bool) -> None:
    station, token = await world.station(), {"idToken": "04A1", "type": "ISO14443"}
    await world.operator.starts(station.id, "start-transaction", token=token)
    asked = await station.is_asked("RequestStartTransaction")
    await station.answers(asked, status="Accepted")
    info, more = {"remoteStartId": asked.payload["remoteStartId"]}, {"idToken": token} if named else {}
    await station.says("TransactionEvent", **event("Started", 0, info=info, **more))
    await station.says("TransactionEvent", **event("Ended", 1))
    await expect(world, station, *([] if named else ["missing-id-token"]))


async def test_findings_can_be_deleted(world: World) -> None:
    station = await world.station()
    await station.calls("Heartbeat", more=1)
    status, answer = await world.operator.request("DELETE", f"/stations/{station.id}/findings")
    assert (status, answer) == (200, {"forgotten": 1})
    assert await findings(world, station) == []
