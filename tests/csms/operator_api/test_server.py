"""The operator API: authentication, invalid requests, and its OpenAPI document."""

from io import BytesIO

import aiohttp
import jsonschema_rs
import pytest


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer wrong", "Basic abc", "bearer \u00e9"])
async def test_request_without_the_token_is_unauthorized(process, header):
    headers = {} if header is None else {"Authorization": header}
    async with aiohttp.ClientSession(process.operator, headers=headers) as session:
        for method, path in (("GET", "/stations"), ("PUT", "/stations/x"), ("GET", "/nowhere")):
            async with session.request(method, path) as response:
                assert response.status == 401
                assert "Bearer" in (await response.json())["error"]
        for path in ("/health", "/openapi.json"):
            async with session.get(path) as response:
                assert response.status == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "hint"),
    [
        ("GET", "/nowhere", None, 404, "/openapi.json"),
        ("PATCH", "/stations", None, 405, "/openapi.json"),
        ("GET", "/stations/nobody", None, 404, "PUT /stations"),
        ("DELETE", "/stations/nobody", None, 404, "nobody"),
        ("GET", "/stations/nobody/variables", None, 404, "nobody"),
        ("PUT", "/stations/a:b", {}, 400, "station id"),
        ("PUT", "/stations/" + "x" * 49, {}, 400, "station id"),
        ("PUT", "/stations/x", {"pasword": "typo"}, 400, "pasword"),
        ("PUT", "/stations/x", {"password": "x" * 65}, 400, "$.password"),
        ("PUT", "/stations/x", {"boot": {"policy": "maybe"}}, 400, "$.boot.policy"),
        ("PUT", "/stations/x", [], 400, "object"),
        ("PUT", "/tokens/Paper/x", {}, 400, "Paper"),
        ("PUT", "/tokens/Central/" + "x" * 37, {}, 400, "36"),
        ("PUT", "/tokens/Central/x", {"status": "Fine"}, 400, "$.status`; /openapi.json lists"),
        ("PUT", "/tokens/Central/x", {"expiry": "soon"}, 400, "expiry"),
        ("GET", "/tokens/Central/nobody", None, 404, "nobody"),
        ("POST", "/stations/nobody/operations/reset", {"type": "Immediate"}, 404, "nobody"),
        ("POST", "/stations/nobody/operations/explode", {}, 404, "reset"),
        ("POST", "/stations/nobody/operations/offer-charging-profile", {"evse": 1}, 404, "reset"),
        ("POST", "/stations/nobody/operations/reset", {"type": "Soon"}, 400, "$.type"),
        ("POST", "/stations/nobody/operations/reset", {}, 400, "type"),
        ("GET", "/operations/none", None, 404, "none"),
        ("GET", "/operations/none?wait=long", None, 400, "wait"),
        ("GET", "/operations/none?wait=nan", None, 400, "wait"),
        ("POST", "/stations/none/operations/reset?wait=long", {"type": "OnIdle"}, 400, "wait"),
        ("POST", "/stations/none/operations/reset?colour=red", {"type": "OnIdle"}, 400, "there are wait"),
    ],
)
async def test_invalid_request_is_refused_with_the_reason(operator, method, path, body, status, hint):
    found, value = await operator.request(method, path, body)
    assert (found, list(value)) == (status, ["error"])
    assert hint in value["error"]


async def test_body_that_is_not_json_or_too_large_is_refused(operator):
    async with operator.session.put("/stations/x", data=b"{") as response:
        assert response.status == 400
    async with operator.session.put("/stations/x", data=BytesIO(b" " * 1_100_000)) as response:
        assert response.status == 413
        assert "1048576" in (await response.json())["error"]


async def test_stations_are_added_shown_and_removed(operator):
    assert (await operator.request("PUT", "/stations/come", {"password": "p" * 16}))[0] == 201
    assert (await operator.request("PUT", "/stations/come", {"securityProfile": 2}))[0] == 200
    shown = await operator.get("/stations/come")
    assert (shown["securityProfile"], shown["connected"], shown["registration"]) == (2, False, None)
    assert "password" not in str(shown).lower()
    listed = {each["station"]: each for each in await operator.get("/stations")}
    assert (listed["come"]["connected"], listed["come"]["lastMessage"]) == (False, None)
    assert (await operator.request("DELETE", "/stations/come"))[0] == 200
    assert (await operator.request("GET", "/stations/come"))[0] == 404


async def test_new_station_has_no_data_of_a_removed_one(world, operator):
    station = await world.station()
    await station.says(
        "StatusNotification", timestamp="2025-01-01T00:00:00Z", connectorStatus="Available", evseId=1, connectorId=1
    )
    await operator.request("DELETE", f"/stations/{station.id}")
    await world.provision(station.id)
    shown = await operator.get(f"/stations/{station.id}")
    assert (shown["evses"], shown["registration"]) == ([], None)
    assert await operator.get(f"/stations/{station.id}/messages") == []


async def test_tokens_are_added_shown_and_removed(operator):
    given = {"status": "Blocked", "group": {"idToken": "G", "type": "Central"}, "masterPass": True}
    await operator.put("/tokens/eMAID/DE%2F8", **given)
    assert await operator.get("/tokens/eMAID/DE%2F8") == {"type": "eMAID", "idToken": "DE/8", "expiry": None, **given}
    assert "DE/8" in [token["idToken"] for token in await operator.get("/tokens")]
    assert (await operator.request("DELETE", "/tokens/eMAID/DE%2F8"))[0] == 200
    assert (await operator.request("DELETE", "/tokens/eMAID/DE%2F8"))[0] == 404


async def test_openapi_document_describes_every_operation(operator):
    document = await operator.get("/openapi.json")
    assert document["openapi"].startswith("3.1")
    reset = document["paths"]["/stations/{station}/operations/reset"]["post"]
    reference = reset["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    schema = {"$ref": reference, "components": document["components"]}
    validator = jsonschema_rs.validator_for(schema)
    assert validator.is_valid({"type": "Immediate"})
    assert not validator.is_valid({"type": "Soon"})
    names = {path.rsplit("/", 1)[1] for path in document["paths"] if "/operations/" in path}
    assert {"reset", "read-variables", "start-transaction", "update-firmware"} <= names
    assert "offer-charging-profile" not in names
    summaries = [method["summary"] for path in document["paths"].values() for method in path.values()]
    assert all(summaries)


async def test_openapi_document_is_valid(operator):
    from openapi_spec_validator import validate

    validate(await operator.get("/openapi.json"))


async def test_openapi_document_describes_parameters_and_responses(operator):
    document = await operator.get("/openapi.json")
    methods = [method for path in document["paths"].values() for method in path.values()]
    names = [method["operationId"] for method in methods]
    assert len(set(names)) == len(names)
    for method in methods:
        assert all(parameter["description"] and "example" in parameter for parameter in method["parameters"])
        responses = {status: one for status, one in method["responses"].items() if status != "default"}
        assert all(next(iter(one["content"].values()))["schema"] for one in responses.values())


def untyped(schema):
    """Return the schemas within a response that say nothing about a value, nor describe why they do not."""
    if "$ref" in schema:
        return []
    if schema.get("type") == "array":
        return untyped(schema["items"])
    if "anyOf" in schema:
        return [found for one in schema["anyOf"] for found in untyped(one)]
    if schema.get("type") == "object":
        if "properties" not in schema:
            return [] if schema.get("description") else [schema]
        return [found for one in schema["properties"].values() for found in untyped(one)]
    return [] if "type" in schema or schema.get("description") else [schema]


async def test_no_response_in_the_openapi_document_is_untyped(operator):
    document = await operator.get("/openapi.json")
    components = document["components"]["schemas"]
    responses = [
        (f"{method} {path} {status}", content["schema"])
        for path, methods in document["paths"].items()
        for method, described in methods.items()
        for status, response in described["responses"].items()
        for content in response["content"].values()
    ]
    assert len(responses) > 200
    assert [name for name, schema in responses if untyped(schema)] == []
    referred = {schema["$ref"].rsplit("/", 1)[1] for _, schema in responses if "$ref" in schema}
    assert [name for name in referred if untyped(components[name])] == []


async def test_unknown_query_parameters_are_refused(operator):
    for path in ("/tokens", "/stations", "/operations/x", "/personas", "/trusted-roots"):
        status, answer = await operator.request("GET", f"{path}?colour=red")
        assert (status, answer["error"][:34]) == (400, "no query parameter 'colour' here; ")
    status, answer = await operator.request("GET", "/messages?acton=Heartbeat&limit=1&lmit=3")
    assert answer["error"].startswith("no query parameter 'acton', 'lmit' here; there are limit, action")
