"""The steps of one order: sends the requests in sequence, and waits for their outcome."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from plugfest.scenarios.config.http_api.table import Callback, Poll, Request, Step
from plugfest.scenarios.operators.http.answers import (
    Answer,
    BrokenError,
    RefusedError,
    UnknownOutcomeError,
    capture,
    own_words,
    rules_match,
)
from plugfest.scenarios.operators.http.requests import Requests
from plugfest.scenarios.operators.protocol import Order

_TO_WITHDRAW = 5.0
"""Time limit in seconds for cancelling an order after its play."""


class Steps:
    """Performs one order at the CSMS."""

    def __init__(self, requests: Requests, steps: Sequence[Step], order: Order, scope: dict[str, Any]) -> None:
        self._requests = requests
        self._steps = steps
        self._order = order
        self._scope = scope
        self._withdrawal: Request | None = None

    async def run(self, posted: "asyncio.Queue[Answer]", cancel: Request | None) -> str:
        """Perform the order; return the CSMS's final message about it.

        Raises RefusedError, BrokenError or UnknownOutcomeError. `posted` is what arrives at the order's callback.
        """
        said = ""
        for step in self._steps:
            self._withdrawal = step.cancel or cancel
            answer = await self._requests.send(step, self._scope)
            self._order.created.update(capture(step.capture, answer))
            said = own_words(step.reason, answer)
            if step is self._steps[-1]:
                self._order.accept()
            if step.poll is not None:
                said = await self._poll(step.poll)
            elif step.callback is not None:
                said = await self._await_callback(step.callback, posted)
        self._withdrawal = None
        return said

    async def withdraw(self) -> None:
        """Cancel undelivered requests, if the configuration has a request for that; failures are ignored."""
        if self._withdrawal is None:
            return
        try:
            async with asyncio.timeout(_TO_WITHDRAW):
                await self._requests.send(self._withdrawal, self._scope)
        except (BrokenError, RefusedError, TimeoutError):
            return

    async def _poll(self, poll: Poll) -> str:
        until = time.monotonic() + poll.within
        while True:
            answer = await self._requests.exchange(poll, self._scope)
            if answer.status >= 500:
                raise BrokenError(str(answer))
            said = own_words(poll.reason, answer)
            if poll.refused is not None and rules_match(poll.refused, answer, any_value=True):
                raise RefusedError(said or str(answer))
            if poll.failed is not None and rules_match(poll.failed, answer, any_value=True):
                raise BrokenError(said or str(answer))
            if rules_match(poll.done, answer):
                self._order.created.update(capture(poll.capture, answer))
                return said
            if time.monotonic() >= until:
                raise UnknownOutcomeError(f"not done after {poll.within:g} s: {answer}")
            await asyncio.sleep(poll.every)

    async def _await_callback(self, callback: Callback, posted: "asyncio.Queue[Answer]") -> str:
        try:
            async with asyncio.timeout(callback.within):
                while True:
                    answer = await posted.get()
                    said = own_words(callback.reason, answer)
                    if callback.refused is not None and rules_match(callback.refused, answer, any_value=True):
                        raise RefusedError(said or str(answer))
                    if callback.failed is not None and rules_match(callback.failed, answer, any_value=True):
                        raise BrokenError(said or str(answer))
                    if callback.done is None or rules_match(callback.done, answer):
                        self._order.created.update(capture(callback.capture, answer))
                        return said
        except TimeoutError as error:
            raise UnknownOutcomeError(f"the CSMS posted no outcome within {callback.within:g} s") from error
