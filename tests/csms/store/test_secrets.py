"""Passwords in messages are withheld in everything that the compact CSMS stores."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from plugfest.csms.store.secrets import may_hold_any, without_secrets

SECRET = "reported-passw0rd"


def _item(name: str = "BasicAuthPassword", **more: Any) -> dict[str, Any]:
    return {"component": {"name": "SecurityCtrlr"}, "variable": {"name": name}, **more}


@pytest.mark.parametrize(
    "payload",
    [
        {"setVariableData": [_item(attributeValue=SECRET)]},
        {"getVariableResult": [_item("BASICAUTHPASSWORD", attributeValue=SECRET)]},
        {"reportData": [_item("basicauthpassword", variableAttribute=[{"type": "Actual", "value": SECRET}])]},
        {"eventData": [_item(actualValue=SECRET)]},
        {"connectionData": {"apn": {"apnPassword": SECRET}, "vpn": {"key": SECRET, "password": SECRET}}},
    ],
)
def test_password_in_a_message_is_withheld(payload: dict[str, Any]) -> None:
    text = json.dumps(payload)
    assert may_hold_any(text)
    assert SECRET not in json.dumps(without_secrets(payload))


def test_other_values_are_not_withheld() -> None:
    payload = {"reportData": [_item("OrganizationName", variableAttribute=[{"value": "O"}])], "key": "k"}
    assert without_secrets(payload) == payload
    assert without_secrets({"eventData": [_item(actualValue="")]}) == {"eventData": [_item(actualValue="")]}
    assert not may_hold_any(json.dumps(payload))


@pytest.mark.parametrize("text", ['{"name":"BasicAuthP\\u0061ssword","value":"x', '{"n":"basicauthpassword"'])
def test_invalid_frame_may_contain_a_secret(text: str) -> None:
    assert may_hold_any(text)


async def test_password_reported_by_a_station_is_not_stored(make_process: Any, make_world: Any, tmp_path: Path) -> None:
    process = make_process("--data", str(tmp_path))
    world = await make_world(process)
    station = await world.station()
    item = _item("BASICAUTHPASSWORD")
    report = {**item, "variableAttribute": [{"type": "Actual", "value": SECRET, "mutability": "WriteOnly"}]}
    now = {"generatedAt": "2026-01-01T00:00:00Z", "seqNo": 0}
    await station.says("NotifyReport", requestId=1, reportData=[report], **now)
    event = {**item, "eventId": 1, "timestamp": now["generatedAt"], "trigger": "Delta", "actualValue": SECRET}
    await station.says("NotifyEvent", eventData=[{**event, "eventNotificationType": "CustomMonitor"}], **now)
    await station.socket.send(
        f'[2,"x","NotifyEvent",{{"variable":{{"name":"BasicAuthP\\u0061ssword"}},"value":"{SECRET}"'
    )
    await station.says("Heartbeat")
    shown = [
        await world.operator.get(f"/stations/{station.id}/{page}") for page in ("messages", "variables", "reports")
    ]
    assert SECRET not in json.dumps(shown)
    assert (await process.stops())[0] == 0
    with sqlite3.connect(tmp_path / "csms.sqlite") as database:
        assert SECRET not in "\n".join(database.iterdump())
