"""The CitrineOS preset against a stand-in that has CitrineOS's documented shape: method, path, query and body."""

import json
from collections.abc import AsyncIterator
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from aiohttp import web

from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.config.read import read_description
from plugfest.scenarios.intents import ChangePassword, Intent, Reset
from plugfest.scenarios.operators.factory import make_operator
from plugfest.scenarios.operators.http.operator import HttpOperator
from plugfest.scenarios.operators.protocol import BootPolicy, Order, OrderOutcome, StationAccess, StationSpec, give

StandIn = Any

MODULES = {
    "certificates": "certificateSigned deleteCertificate getInstalledCertificateIds installCertificate",
    "configuration": "changeAvailability clearDisplayMessage dataTransfer getDisplayMessages publishFirmware reset "
    "setDisplayMessage setNetworkProfile triggerMessage unpublishFirmware updateFirmware",
    "evdriver": "cancelReservation clearCache getLocalListVersion requestStartTransaction requestStopTransaction "
    "reserveNow sendLocalList unlockConnector",
    "monitoring": "clearVariableMonitoring getVariables setMonitoringBase setMonitoringLevel setVariableMonitoring "
    "setVariables",
    "reporting": "customerInformation getBaseReport getLog getMonitoringReport getReport",
    "smartcharging": "clearChargingProfile getChargingProfiles getCompositeSchedule setChargingProfile",
    "transactions": "costUpdated getTransactionStatus",
}


@pytest.fixture
def description(tmp_path: Path, api: StandIn) -> CsmsDescription:
    """As short as a developer would write it."""
    file = tmp_path / "citrineos.toml"
    file.write_text(
        f"""
[csms]
name = "CitrineOS"
preset = "citrineos"
[addresses.1]
url = "ws://localhost:8082/{{station}}"
[[stations]]
identity = "RDAM 123"
[operator]
base_url = "{api.url}"
[[habits]]
action = "GetVariables"
"""
    )
    return read_description(file)


@pytest.fixture
async def citrineos(description: CsmsDescription, api: StandIn) -> AsyncIterator[HttpOperator]:
    for module, actions in MODULES.items():
        for action in actions.split():
            api.answers(f"/ocpp/2.0.1/{module}/{action}", message_api)
    operator = make_operator(description)
    assert isinstance(operator, HttpOperator)
    await operator.open()
    yield operator
    await operator.close()


def message_api(asked: Any) -> web.Response:
    action = asked.path.rsplit("/", 1)[1]
    path = resources.files("ocpp.v201").joinpath("schemas", f"{action[0].upper()}{action[1:]}Request.json")
    schema = json.loads(path.read_text(encoding="utf-8-sig"))
    good = (
        asked.method == "POST"
        and asked.query == {"identifier": "RDAM 123", "tenantId": "1"}
        and jsonschema_rs.Draft6Validator(schema, validate_formats=True).is_valid(asked.json)
    )
    return web.json_response([{"success": True}] if good else {"error": "Bad Request"}, status=200 if good else 400)


async def test_every_intent_has_a_citrineos_request(
    citrineos: HttpOperator, api: StandIn, intent_of_part6: Intent
) -> None:
    api.answers("/data/configuration/password", {})
    assert citrineos.cannot(intent_of_part6) is None
    await give(citrineos, order := Order(1, intent_of_part6, "RDAM 123"))
    assert (order.outcome, order.detail) == (OrderOutcome.DONE, "")
    if not isinstance(intent_of_part6, ChangePassword):
        action = intent_of_part6.action
        assert api.asked[0].path.endswith(f"/{action[0].lower()}{action[1:]}")
        assert order.supplied == api.asked[0].json, "what is handed over is known to be no evidence"


async def test_password_change_uses_its_own_endpoint(citrineos: HttpOperator, api: StandIn) -> None:
    api.answers("/data/configuration/password", {})
    await give(citrineos, order := Order(1, ChangePassword(), "RDAM 123"))
    asked = api.asked[0]
    assert (asked.method, asked.query) == ("POST", {"tenantId": "1"})
    password = asked.json["password"]
    assert asked.json == {"stationId": "RDAM 123", "password": password, "setOnCharger": False}
    assert order.supplied is not None
    assert order.supplied["setVariableData"][0]["attributeValue"] == password


async def test_refusal_inside_a_successful_response_is_refused(citrineos: HttpOperator, api: StandIn) -> None:
    why = "No connection found for identifier: RDAM 123"
    api.answers("/ocpp/2.0.1/configuration/reset", [{"success": False, "payload": why}])
    await give(citrineos, order := Order(1, Reset("OnIdle"), "RDAM 123"))
    assert (order.outcome, order.detail) == (OrderOutcome.REFUSED, why)


async def test_boot_policy_is_set_and_reset(citrineos: HttpOperator, api: StandIn) -> None:
    api.answers("/data/configuration/boot", {})
    api.answers("/data/configuration/password", {})
    access = StationAccess(identity="RDAM 123", security_profile=3)
    plain = StationSpec(security_profile=3)
    waiting = StationSpec(security_profile=3, boot=BootPolicy(status="Pending", interval=2))
    for spec in (plain, waiting):
        await citrineos.prepare(access, spec)
        if spec.boot is not None:
            await citrineos.accept(access, spec)
        await citrineos.release(access)
    query = {"tenantId": "1", "stationId": "RDAM 123"}
    body = {"status": "Pending", "bootRetryInterval": 2, "heartbeatInterval": 300, "getBaseReportOnPending": True}
    assert [(asked.method, asked.query, asked.json) for asked in api.asked] == [
        ("PUT", query, body),
        ("PUT", query, {**body, "status": "Accepted", "getBaseReportOnPending": False}),
        ("DELETE", query, None),
    ]


async def test_password_is_stored_before_plays_of_profiles_1_and_2(citrineos: HttpOperator, api: StandIn) -> None:
    api.answers("/data/configuration/password", {})
    for profile in (1, 2, 3):
        access = StationAccess(identity="RDAM 123", security_profile=profile, password="a password of 16")
        await citrineos.prepare(access, StationSpec(security_profile=profile))
    body = {"stationId": "RDAM 123", "password": "a password of 16", "setOnCharger": True}
    assert [asked.json for asked in api.asked] == [body, body]


def test_file_overrides_the_preset(description: CsmsDescription) -> None:
    assert [habit.action for habit in description.habits][:2] == ["GetVariables", "GetBaseReport"]
    assert description.pace.reconnect_pause == 2
