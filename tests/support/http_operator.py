"""Orders and tables for tests of the http operator."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from plugfest.scenarios.config.description import Cannot, CsmsDescription, Pace, StationEntry
from plugfest.scenarios.intents import IdToken, Reset
from plugfest.scenarios.operators.http.operator import HttpOperator
from plugfest.scenarios.operators.protocol import Order

TOKEN = IdToken("AABBCCDD")
Opens = Callable[..., AbstractAsyncContextManager[HttpOperator]]


def opener(api_url: str) -> Opens:
    """Return a context manager that opens an http operator of this API, configured by keyword arguments."""

    @asynccontextmanager
    async def opens(
        cannot: tuple[Cannot, ...] = (), pace: Pace | None = None, **table: Any
    ) -> AsyncIterator[HttpOperator]:
        operator = HttpOperator(
            CsmsDescription(
                name="test",
                addresses={},
                operator={"kind": "http", "base_url": f"{api_url}/v1", **table},
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
    """Return an order to the test station, by default an immediate reset."""
    return Order(1, intent or Reset("Immediate"), "RDAM 123", **more)


def resets(**step: Any) -> dict[str, Any]:
    """Return a table whose only intent is Reset, with these members of its step."""
    return {"intents": {"Reset": {"url": "/reset", **step}}}
