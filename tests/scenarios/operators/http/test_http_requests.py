"""Requests of the http operator: templates, bodies, steps, lookups and payloads."""

from typing import Any

import pytest
from tests.support.http_operator import TOKEN, Opens, an_order, resets

from plugfest.scenarios.intents import (
    CancelReservation,
    ClearCache,
    ReadVariables,
    Reserve,
    StartTransaction,
    Variable,
)
from plugfest.scenarios.operators.protocol import (
    OrderOutcome,
    give,
)

StandIn = Any


class TestRequests:
    async def test_template_values_are_inserted(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/chargers/RDAM 123/reset", {})
        step = {
            "method": "PUT",
            "url": "chargers/{station.identity}/reset",
            "query": {"uuid": "{station.uuid}", "evse": "{evse?}"},
            "headers": {"X-Tenant": "{values.tenant}"},
            "json": {
                "kind": "{type|reset}",
                "evse": "{evse?}",
                "number": "{order.number}",
                "text": "no. {order.number}",
            },
        }
        maps = {"reset": {"Immediate": "HARD"}}
        async with opened(intents={"Reset": step}, maps=maps, values={"tenant": "acme"}) as operator:
            await give(operator, order := an_order())
        assert order.outcome is OrderOutcome.DONE
        asked = api.asked[0]
        assert (asked.method, asked.raw) == ("PUT", "/v1/chargers/RDAM%20123/reset?uuid=u-1")
        assert asked.headers["x-tenant"] == "acme"
        assert asked.json == {"kind": "HARD", "number": 1, "text": "no. 1"}

    async def test_each_builds_a_list_item_by_item(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/read", {})
        body = {"keys": {"$each": "variables", "$item": "{item.component.name}/{item.variable.name}"}}
        async with opened(intents={"ReadVariables": {"url": "read", "json": body}}) as operator:
            await give(operator, an_order(ReadVariables((Variable("A", "x"), Variable("B", "y")))))
        assert api.asked[0].json == {"keys": ["A/x", "B/y"]}

    @pytest.mark.parametrize("body", ["form", "multipart"])
    async def test_form_and_multipart_bodies_are_sent(self, api: StandIn, opened: Opens, body: str) -> None:
        api.answers("/v1/reset", {})
        async with opened(**resets(**{body: {"type": "{type}", "hard": True}})) as operator:
            await give(operator, an_order())
        assert api.asked[0].form == {"type": "Immediate", "hard": "true"}
        wanted = {"form": "application/x-www-form-urlencoded", "multipart": "multipart/form-data"}[body]
        assert api.asked[0].headers["content-type"].startswith(wanted)

    async def test_graphql_document_is_sent_unchanged(self, api: StandIn, opened: Opens) -> None:
        document = "mutation R($id: ID!) { reset(id: $id) { ok } }"
        api.answers("/v1/graphql", {"data": {}}, {"errors": [{"message": "no such charger"}]})
        table = {"Reset": {"url": "graphql", "graphql": document, "variables": {"id": "{station.uuid}"}}}
        async with opened(intents=table) as operator:
            await give(operator, good := an_order())
            await give(operator, bad := an_order())
        assert api.asked[0].json == {"query": document, "variables": {"id": "u-1"}}
        assert good.outcome is OrderOutcome.DONE
        assert (bad.outcome, bad.detail) == (OrderOutcome.REFUSED, "no such charger")

    async def test_captured_values_are_used_by_later_steps_and_orders(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/drafts", {"draft": {"id": 7}})
        api.answers("/v1/drafts/7/confirm", {"reservation": "r-9"})
        api.answers("/v1/reservations/r-9", {})
        steps = [
            {"url": "drafts", "json": {"tag": "{token.idToken}"}, "capture": {"draft": "$.draft.id"}},
            {"url": "drafts/{order.created.draft}/confirm", "capture": {"id": "$.reservation"}},
        ]
        cancel = {"method": "DELETE", "url": "reservations/{reservation.id}"}
        async with opened(intents={"Reserve": steps, "CancelReservation": cancel}) as operator:
            await give(operator, made := an_order(Reserve(TOKEN)))
            await give(operator, an_order(CancelReservation(made)))
        assert made.created == {"draft": 7, "id": "r-9"}
        assert [(asked.method, asked.path) for asked in api.asked] == [
            ("POST", "/v1/drafts"),
            ("POST", "/v1/drafts/7/confirm"),
            ("DELETE", "/v1/reservations/r-9"),
        ]

    async def test_missing_captured_value_fails_the_order(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/reset", {"other": 1})
        async with opened(**resets(capture={"job": "$.job"})) as operator:
            await give(operator, order := an_order())
        assert order.outcome is OrderOutcome.FAILED
        assert "$.job (job), which is not there" in order.detail

    async def test_lookup_is_retried_and_cached(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/chargers", {"data": []}, {"data": [{"id": 42}]})
        api.answers("/v1/reset/42", {})
        lookup = {
            "url": "chargers",
            "query": {"name": "{station.identity}"},
            "value": "$.data[0].id",
            "keep": "station",
        }
        async with opened(lookups={"station.id": lookup}, intents={"Reset": {"url": "reset/{station.id}"}}) as operator:
            await give(operator, an_order())
            await give(operator, an_order())
        assert [asked.path for asked in api.asked] == ["/v1/chargers", "/v1/chargers", "/v1/reset/42", "/v1/reset/42"]
        assert api.asked[0].query == {"name": "RDAM 123"}

    async def test_template_without_its_value_fails_the_order(self, api: StandIn, opened: Opens) -> None:
        async with opened(**resets(query={"evse": "{evse}"})) as operator:
            await give(operator, order := an_order())
        assert order.outcome is OrderOutcome.FAILED
        assert "{evse}, which this order does not have" in order.detail


class TestPayloads:
    async def test_default_step_supplies_the_whole_payload(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/evdriver/requestStartTransaction", {})
        default = {"url": "{action|module}/{action|camel}", "json": "{payload}"}
        maps = {"module": {"RequestStartTransaction": "evdriver"}}
        async with opened(default=default, maps=maps) as operator:
            await give(operator, order := an_order(StartTransaction(TOKEN, 1)))
        assert order.supplied == api.asked[0].json
        assert api.asked[0].json["idToken"] == TOKEN.payload

    async def test_used_part_of_the_payload_is_supplied(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/start", {})
        step = {"url": "start", "json": {"id": "{payload.remoteStartId}", "token": "{token.idToken}"}}
        async with opened(intents={"StartTransaction": step}) as operator:
            await give(operator, order := an_order(StartTransaction(TOKEN, 1)))
        assert order.supplied == {"remoteStartId": api.asked[0].json["id"]}

    async def test_step_without_payload_supplies_nothing(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/reset", {})
        async with opened(**resets(json={"type": "{type}"})) as operator:
            await give(operator, order := an_order())
        assert order.supplied is None


async def test_intent_without_parameters_sends_no_body(api: StandIn, opened: Opens) -> None:
    """An intent without parameters needs no body."""
    api.answers("/v1/cache", {})
    async with opened(intents={"ClearCache": {"method": "DELETE", "url": "cache"}}) as operator:
        await give(operator, order := an_order(ClearCache()))
    assert order.outcome is OrderOutcome.DONE
    assert api.asked[0].json is None
