"""The http operator: requests, meaning of responses, and failures."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from plugfest.scenarios.config.description import Cannot, CsmsDescription, Pace, StationEntry
from plugfest.scenarios.intents import (
    CancelReservation,
    ClearCache,
    IdToken,
    ReadVariables,
    Reserve,
    Reset,
    StartTransaction,
    Trigger,
    Unlock,
    Variable,
)
from plugfest.scenarios.operators.http.operator import HttpOperator
from plugfest.scenarios.operators.protocol import (
    UNSEEN,
    BootPolicy,
    OperatorError,
    Order,
    OrderOutcome,
    Question,
    StationSpec,
    give,
)

StandIn = Any
TOKEN = IdToken("AABBCCDD")
Opens = Callable[..., AbstractAsyncContextManager[HttpOperator]]


@pytest.fixture
def opened(api: StandIn) -> Opens:
    @asynccontextmanager
    async def opens(
        cannot: tuple[Cannot, ...] = (), pace: Pace | None = None, **table: Any
    ) -> AsyncIterator[HttpOperator]:
        operator = HttpOperator(
            CsmsDescription(
                name="test",
                addresses={},
                operator={"kind": "http", "base_url": f"{api.url}/v1", **table},
                stations=(StationEntry(identity="RDAM 123", values={"uuid": "u-1"}),),
                tokens={"valid": TOKEN},
                cannot=cannot,
                pace=pace or Pace(),
            )
        )
        await operator.open()
        try:
            yield operator
        finally:
            await operator.close()

    return opens


def an_order(intent: Any = None, **more: Any) -> Order:
    return Order(1, intent or Reset("Immediate"), "RDAM 123", **more)


def resets(**step: Any) -> dict[str, Any]:
    return {"intents": {"Reset": {"url": "/reset", **step}}}


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


class TestResponses:
    @pytest.mark.parametrize(
        ("answer", "rules", "outcome", "detail"),
        [
            ({}, {}, OrderOutcome.DONE, ""),
            (400, {}, OrderOutcome.REFUSED, "was answered by 400"),
            (404, {"reason": "$.error"}, OrderOutcome.REFUSED, "status 404"),
            (401, {}, OrderOutcome.FAILED, "see operator.auth"),
            (302, {}, OrderOutcome.FAILED, "302"),
            (500, {}, OrderOutcome.FAILED, "was answered by 500"),
            (
                "<html>Login</html>",
                {"success": {"json": {"$.ok": True}}},
                OrderOutcome.FAILED,
                "else than JSON: <html>",
            ),
            ({"ok": 1}, {"success": {"json": {"$.ok": True}}}, OrderOutcome.REFUSED, "$.ok should be True, was 1"),
            ([{"ok": True}, {"ok": True}], {"success": {"json": {"$[*].ok": True}}}, OrderOutcome.DONE, ""),
            (
                [{"ok": True}, {"ok": False}],
                {"success": {"json": {"$[*].ok": True}}},
                OrderOutcome.REFUSED,
                "was False",
            ),
            ([], {"success": {"json": {"$[*].ok": True}}}, OrderOutcome.REFUSED, "was absent"),
            (
                {"ok": False, "why": "offline"},
                {"refused": {"json": {"$.ok": False}}, "reason": "$.why"},
                OrderOutcome.REFUSED,
                "offline",
            ),
            ([{"e": 1}, {}], {"refused": {"json": {"$[*].e": {"present": True}}}}, OrderOutcome.REFUSED, "200"),
            (500, {"refused": {"status": [500]}}, OrderOutcome.REFUSED, "500"),
            ("done", {"success": {"text": "^done$"}}, OrderOutcome.DONE, ""),
            ({"s": "busy 3"}, {"success": {"json": {"$.s": {"pattern": "^(ok|busy)"}}}}, OrderOutcome.DONE, ""),
        ],
    )
    async def test_rules_decide_the_outcome(
        self, api: StandIn, opened: Opens, answer: Any, rules: dict[str, Any], outcome: OrderOutcome, detail: str
    ) -> None:
        api.answers("/v1/reset", answer)
        async with opened(**resets(**rules)) as operator:
            await give(operator, order := an_order())
        assert order.outcome is outcome
        assert detail in order.detail
        assert order.accepted is (outcome is OrderOutcome.DONE)

    async def test_unreachable_api_fails_the_order(self, opened: Opens) -> None:
        async with opened(base_url="http://127.0.0.1:1", **resets()) as operator:
            await give(operator, order := an_order())
        assert order.outcome is OrderOutcome.FAILED
        assert "POST http://127.0.0.1:1/reset failed" in order.detail

    async def test_slow_api_fails_the_order(self, api: StandIn, opened: Opens) -> None:
        async def slow(asked: Any) -> web.Response:
            await asyncio.Event().wait()
            return web.Response()

        api.answers("/v1/reset", slow)
        async with opened(**resets(timeout=0.05)) as operator:
            await give(operator, order := an_order())
        assert (order.outcome, order.detail[-27:]) == (OrderOutcome.FAILED, "was not answered within 0.05 s"[-27:])

    async def test_busy_api_is_retried(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/reset", 429, 503, {})
        async with opened(**resets()) as operator:
            await give(operator, order := an_order())
        assert order.outcome is OrderOutcome.DONE
        assert len(api.asked) == 3

    async def test_retry_after_beyond_the_patience_fails_the_order(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/reset", lambda asked: web.Response(status=429, headers={"Retry-After": "3600"}))
        async with opened(**resets()) as operator:
            await give(operator, order := an_order())
        assert order.outcome is OrderOutcome.FAILED
        assert "asks to wait 3600 s, beyond operator.patience" in order.detail


class TestLaterOutcomes:
    POLL = {  # noqa: RUF012
        "url": "jobs/{order.created.job}",
        "every": 0.01,
        "done": {"json": {"$.state": "done"}},
        "refused": {"json": {"$.state": ["refused", "impossible"]}},
        "failed": {"json": {"$.state": "lost"}},
        "reason": "$.why",
        "capture": {"session": "$.session"},
    }

    @pytest.mark.parametrize(
        ("ends", "outcome", "detail"),
        [
            ({"state": "done", "session": "s-1"}, OrderOutcome.DONE, ""),
            ({"state": "impossible", "why": "no such EVSE"}, OrderOutcome.REFUSED, "no such EVSE"),
            ({"state": "lost", "why": "queue gone"}, OrderOutcome.FAILED, "queue gone"),
            (500, OrderOutcome.FAILED, "500"),
        ],
    )
    async def test_polled_state_decides_the_outcome(
        self, api: StandIn, opened: Opens, ends: Any, outcome: OrderOutcome, detail: str
    ) -> None:
        api.answers("/v1/reset", {"job": 5})
        accepted: list[bool] = []

        def queued(asked: Any) -> web.Response:
            accepted.append(order.accepted)
            return web.json_response({"state": "queued"})

        api.answers("/v1/jobs/5", queued, {"state": "running"}, ends)
        async with opened(**resets(capture={"job": "$.job"}, poll=self.POLL)) as operator:
            order = an_order()
            await give(operator, order)
        assert accepted == [True], "accepted as soon as the job is queued"
        assert order.outcome is outcome
        assert detail in order.detail
        assert order.created.get("session") == ("s-1" if outcome is OrderOutcome.DONE else None)

    async def test_unfinished_job_is_cancelled(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/reset", {"job": 5})
        api.answers("/v1/jobs/5", {"state": "queued"})
        api.answers("/v1/jobs/5/cancel", {})
        step = {
            "capture": {"job": "$.job"},
            "poll": {**self.POLL, "within": 0.03},
            "cancel": {"url": "jobs/{order.created.job}/cancel"},
        }
        async with opened(**resets(**step)) as operator:
            await give(operator, order := an_order())
        assert order.outcome is OrderOutcome.UNKNOWN
        assert len(api.asked_for("/v1/jobs/5/cancel")) == 1

    async def test_order_without_a_waiting_step_is_cancelled(self, api: StandIn, opened: Opens) -> None:
        polled = asyncio.Event()

        def queued(asked: Any) -> web.Response:
            polled.set()
            return web.json_response({"state": "queued"})

        api.answers("/v1/reset", {"job": 5})
        api.answers("/v1/jobs/5", queued)
        api.answers("/v1/jobs/5/cancel", {})
        cancel = {"url": "jobs/{order.created.job}/cancel"}
        async with opened(cancel=cancel, **resets(capture={"job": "$.job"}, poll=self.POLL)) as operator:
            task = asyncio.create_task(give(operator, order := an_order()))
            await polled.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert order.outcome is None
        assert len(api.asked_for("/v1/jobs/5/cancel")) == 1

    @pytest.mark.parametrize(
        ("posted", "outcome", "detail"),
        [
            ({"status": "Accepted"}, OrderOutcome.DONE, ""),
            ({"name": "OcppError", "why": "NotSupported"}, OrderOutcome.REFUSED, "NotSupported"),
        ],
    )
    async def test_callback_decides_the_outcome(
        self, api: StandIn, opened: Opens, posted: Any, outcome: OrderOutcome, detail: str
    ) -> None:
        callback = {"refused": {"json": {"$.name": "OcppError"}}, "reason": "$.why"}
        asked = asyncio.Event()

        def queued(_: Any) -> web.Response:
            asked.set()
            return web.json_response({})

        api.answers("/v1/reset", queued)
        async with opened(**resets(query={"callbackUrl": "{callback}"}, callback=callback)) as operator:
            asking = asyncio.create_task(give(operator, order := an_order()))
            await asked.wait()
            async with aiohttp.ClientSession() as http:
                async with http.post(api.asked[0].query["callbackUrl"], json=posted) as answer:
                    assert answer.status == 204
                await asking
                async with http.post(api.asked[0].query["callbackUrl"], json=posted) as late:
                    assert late.status == 404
        assert order.outcome is outcome
        assert detail in order.detail

    async def test_missing_callback_has_an_unknown_outcome(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/reset", {})
        async with opened(**resets(query={"to": "{callback}"}, callback={"within": 0.02})) as operator:
            await give(operator, order := an_order())
        assert order.outcome is OrderOutcome.UNKNOWN
        assert "posted no outcome within 0.02 s" in order.detail


class TestAuthentication:
    @pytest.mark.parametrize(
        ("auth", "header"),
        [
            ({"kind": "bearer", "token": "t"}, "Bearer t"),
            ({"kind": "basic", "user": "me", "password": "p"}, "Basic bWU6cA=="),
        ],
    )
    async def test_fixed_credentials_are_sent_as_a_header(
        self, api: StandIn, opened: Opens, auth: dict[str, str], header: str
    ) -> None:
        api.answers("/v1/reset", {})
        async with opened(auth=auth, **resets()) as operator:
            await give(operator, an_order())
        assert api.asked[0].headers["authorization"] == header

    async def test_oauth_token_is_reused_and_renewed_when_refused(self, api: StandIn, opened: Opens) -> None:
        api.answers("/token", {"access_token": "one", "expires_in": 3600}, {"access_token": "two", "expires_in": 3600})
        api.answers("/v1/reset", {}, {}, 401, {})
        auth = {
            "kind": "oauth",
            "token_url": f"{api.url}/token",
            "client_id": "me",
            "client_secret": "s",
            "scope": "csms",
        }
        async with opened(auth=auth, **resets()) as operator:
            for _ in range(3):
                await give(operator, order := an_order())
        assert order.outcome is OrderOutcome.DONE
        assert api.asked_for("/token")[0].form == {"grant_type": "client_credentials", "scope": "csms"}
        sent = [asked.headers["authorization"] for asked in api.asked_for("/v1/reset")]
        assert sent == ["Bearer one", "Bearer one", "Bearer one", "Bearer two"]

    async def test_missing_oauth_token_fails_the_order(self, api: StandIn, opened: Opens) -> None:
        auth = {"kind": "oauth", "token_url": f"{api.url}/token", "client_id": "me", "client_secret": "s"}
        async with opened(auth=auth, **resets()) as operator:
            await give(operator, order := an_order())
        assert order.outcome is OrderOutcome.FAILED
        assert "gives no access token" in order.detail
        assert "check operator.auth" in order.detail


class TestPace:
    async def test_orders_per_second_limits_orders(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/reset", {})
        loop = asyncio.get_running_loop()
        async with opened(pace=Pace(orders_per_second=50), **resets()) as operator:
            began = loop.time()
            await asyncio.gather(*(give(operator, an_order()) for _ in range(4)))
        assert loop.time() - began >= 0.06

    async def test_requests_per_second_limits_requests(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/reset", {})
        loop = asyncio.get_running_loop()
        async with opened(requests_per_second=50, **resets()) as operator:
            began = loop.time()
            await asyncio.gather(*(give(operator, an_order()) for _ in range(4)))
        assert loop.time() - began >= 0.06


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


class TestImpossibleOrders:
    async def test_undescribed_intent_is_refused(self, api: StandIn, opened: Opens) -> None:
        steps = {"url": "trigger", "when": {"message": ["Heartbeat"], "evse": {"absent": True}}}
        async with opened(intents={"Trigger": steps}) as operator:
            assert operator.cannot(Trigger("Heartbeat")) is None
            assert "no request for Trigger with" in str(operator.cannot(Trigger("Heartbeat", 1)))
            assert "no request for Unlock in operator.intents" in str(operator.cannot(Unlock(1, 1)))
            await give(operator, order := an_order(Unlock(1, 1)))
        assert order.outcome is OrderOutcome.REFUSED
        assert api.asked == []

    async def test_declared_limit_is_returned_by_cannot(self, opened: Opens) -> None:
        declared = Cannot(what="Reset", when={"type": "OnIdle"}, reason="resets at once only")
        async with opened(cannot=(declared,), **resets()) as operator:
            assert operator.cannot(Reset("OnIdle")) == "resets at once only"
            assert operator.cannot(Reset("Immediate")) is None


class TestProvisioning:
    TABLE = {  # noqa: RUF012
        "provision": [
            {"method": "PUT", "url": "stations/{station.identity}", "json": {"password": "{password}"}},
            {"url": "boot/{station.identity}", "json": "{boot}", "when": {"boot": {"present": True}}},
        ],
        "release": [{"method": "DELETE", "url": "stations/{station.identity}"}],
        "default": {"url": "x"},
    }

    async def test_station_is_provisioned_and_released(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/stations/CS1", {})
        api.answers("/v1/boot/CS1", {})
        async with opened(**self.TABLE) as operator:
            assert operator.provisions
            access = await operator.provision(StationSpec(identity="CS1"))
            await operator.provision(StationSpec(identity="CS1", boot=BootPolicy(status="Pending")))
            await operator.release(access)
        assert access.tokens == {"valid": TOKEN}
        assert [(asked.method, asked.path, asked.json) for asked in api.asked] == [
            ("PUT", "/v1/stations/CS1", {"password": access.password}),
            ("PUT", "/v1/stations/CS1", {"password": api.asked[1].json["password"]}),
            ("POST", "/v1/boot/CS1", {"status": "Pending", "times": 1, "interval": 1}),
            ("DELETE", "/v1/stations/CS1", None),
        ]

    async def test_refused_provisioning_is_an_operator_error(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/stations/CS1", 409)
        async with opened(**self.TABLE) as operator:
            with pytest.raises(OperatorError, match=r"station CS1: PUT .* was answered by 409"):
                await operator.provision(StationSpec(identity="CS1"))


async def test_sees_reads_the_described_values(api: StandIn, opened: Opens) -> None:
    api.answers("/v1/variables/OfflineThreshold", {"data": {"value": "123"}}, {"data": {}}, 404, 500)
    sees = {"variable": {"url": "variables/{variable.name}", "show": {"value": "$.data.value"}}}
    question = Question("variable", {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "OfflineThreshold"}})
    async with opened(sees=sees, default={"url": "x"}) as operator:
        answers = [await operator.sees(question, "CS1") for _ in range(4)]
        assert answers == [{"value": "123"}, {"value": None}, None, UNSEEN]
        assert await operator.sees(Question("report"), "CS1") is UNSEEN


async def test_sees_reads_a_list_of_values(api: StandIn, opened: Opens) -> None:
    api.answers("/v1/variables", {"rows": [{"c": "A", "v": "x", "value": "1"}, {"c": "B", "v": "y"}]})
    show = {"component.name": "$.c", "variable.name": "$.v", "value": "$.value"}
    sees = {"variables": {"url": "variables", "items": "$.rows[*]", "show": show}}
    async with opened(sees=sees, default={"url": "x"}) as operator:
        assert await operator.sees(Question("variables"), "CS1") == [
            {"component": {"name": "A"}, "variable": {"name": "x"}, "value": "1"},
            {"component": {"name": "B"}, "variable": {"name": "y"}, "value": None},
        ]


async def test_callback_address_in_use_is_an_operator_error(api: StandIn, opened: Opens) -> None:
    port = int(api.url.rsplit(":", 1)[1])
    with pytest.raises(OperatorError, match="cannot listen on 127"):
        async with opened(callback_server={"port": port}, **resets(callback={})):
            pass


async def test_intent_without_parameters_sends_no_body(api: StandIn, opened: Opens) -> None:
    """An intent without parameters needs no body."""
    api.answers("/v1/cache", {})
    async with opened(intents={"ClearCache": {"method": "DELETE", "url": "cache"}}) as operator:
        await give(operator, order := an_order(ClearCache()))
    assert order.outcome is OrderOutcome.DONE
    assert api.asked[0].json is None
