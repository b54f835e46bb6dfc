"""Responses to the http operator: rules, retries, polling and callbacks."""

import asyncio
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from tests.support.http_operator import Opens, an_order, resets

from plugfest.scenarios.operators.protocol import (
    OperatorError,
    OrderOutcome,
    give,
)

StandIn = Any


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


async def test_callback_address_in_use_is_an_operator_error(api: StandIn, opened: Opens) -> None:
    port = int(api.url.rsplit(":", 1)[1])
    with pytest.raises(OperatorError, match="cannot listen on 127"):
        async with opened(callback_server={"port": port}, **resets(callback={})):
            pass
