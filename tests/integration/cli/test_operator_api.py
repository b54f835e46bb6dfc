"""Verdicts and causes where the operator API refuses, fails, hangs or does not carry out orders."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web

Played = Callable[[], tuple[str, str, str, list[str]]]


@pytest.fixture
def played(plugfest: Any, their: Any, described: Any, record: Any) -> Played:
    """Plays TC_B_20; its verdict, cause, the cause in words, and what became of the orders."""

    def played() -> tuple[str, str, str, list[str]]:
        operator = f'\n[operator]\nkind = "compact"\nurl = "{their.api}"\ntoken = "x"\n'
        said = plugfest("run", "TC_B_20", "--csms", described(their.url, operator))
        assert "Traceback" not in said.err
        (case,) = [case for case in record().cases if case["verdict"] != "NOT_RUN"]
        assert said.code == (0 if case["verdict"] == "PASS" else 1)
        outcomes = [order["outcome"] for play in case["plays"] for order in play["orders"]]
        cause = case["cause"] or {"code": "", "text": ""}
        return case["verdict"], cause["code"], cause["text"], outcomes

    return played


def done() -> web.Response:
    return web.json_response({"operation": "1"}, status=202)


def test_refused_order_is_inconclusive(their: Any, played: Played) -> None:
    async def operate(name: str) -> web.Response:
        return web.json_response({"error": "not today"}, status=409)

    their.operate = operate
    verdict, cause, text, orders = played()
    assert (verdict, cause, orders) == ("INCONCLUSIVE", "order-refused", ["refused"])
    assert text == "the order to reset the station when idle was refused: the CSMS answered 409: not today"


@pytest.mark.parametrize(
    "answer",
    [
        lambda: web.Response(status=500, text="stack trace"),
        lambda: web.Response(status=200, text="<html>"),
        lambda: web.Response(status=202, text="[]", content_type="application/json"),
        lambda: web.Response(status=202, text="{}", content_type="application/json"),
        lambda: web.Response(status=202, text="no JSON", content_type="application/json"),
    ],
)
def test_broken_order_response_is_inconclusive(their: Any, played: Played, answer: Callable[[], web.Response]) -> None:
    async def operate(name: str) -> web.Response:
        return answer()

    their.operate = operate
    verdict, cause, text, orders = played()
    assert (verdict, cause, orders) == ("INCONCLUSIVE", "order-failed", ["failed"])
    assert text.startswith("the order to reset the station when idle could not be given: ")


def test_unanswered_order_is_inconclusive(their: Any, played: Played) -> None:
    async def operate(name: str) -> web.Response:
        await asyncio.sleep(60)
        return done()

    their.operate = operate
    verdict, cause, text, orders = played()
    assert (verdict, cause, orders) == ("INCONCLUSIVE", "order-failed", ["unknown"])
    assert "none came within 0.3 s" in text
    assert "the operator has not confirmed the order either" in text


def test_order_and_control_without_message_are_inconclusive(their: Any, played: Played) -> None:
    async def operate(name: str) -> web.Response:
        return done()

    their.operate = operate
    verdict, cause, text, orders = played()
    assert (verdict, cause, orders) == ("INCONCLUSIVE", "message-missing", ["done", "done"])
    assert text.endswith("none came within 0.3 s; a control order did not arrive either")


def test_missing_message_fails_when_the_control_order_works(their: Any, played: Played) -> None:
    """A control order works, so the CSMS is at fault for the order that has no message."""

    async def operate(name: str) -> web.Response:
        if name == "trigger":
            await their.send("TriggerMessage", requestedMessage="Heartbeat")
        return done()

    their.operate = operate
    verdict, cause, text, orders = played()
    assert (verdict, cause) == ("FAIL", "validation-violated")
    assert text == "step 1: ResetRequest must be sent, none came within 0.3 s"
    assert orders[0] == "done"


def test_wrong_message_for_an_order_fails(their: Any, played: Played) -> None:
    async def operate(name: str) -> web.Response:
        await their.send("ClearCache" if name == "reset" else "TriggerMessage", requestedMessage="Heartbeat")
        return done()

    their.operate = operate
    verdict, _, text, _ = played()
    assert verdict == "FAIL"
    assert text


def test_message_before_the_order_response_is_judged(their: Any, played: Played, record: Any) -> None:
    """The message is awaited while the order is still under way."""

    async def operate(name: str) -> web.Response:
        await their.send("Reset", type="OnIdle")
        await asyncio.sleep(0.5)
        return done()

    their.operate = operate
    played()
    case = next(case for case in record().cases if case["id"] == "TC_B_20_CSMS")
    met = [v["text"] for v in case["plays"][0]["validations"] if v["outcome"] == "met" and v["kind"] == "own"]
    assert "ResetRequest must be sent" in met
    assert "type must be 'OnIdle'" in met


def test_refused_api_token_is_reported_in_one_line(plugfest: Any, their: Any, described: Any) -> None:
    their.refuses = web.HTTPUnauthorized
    operator = f'\n[operator]\nkind = "compact"\nurl = "{their.api}"\ntoken = "x"\n'
    said = plugfest("run", "TC_B_20", "--csms", described(their.url, operator))
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert f"operator API at {their.api} answered 401" in said.err
