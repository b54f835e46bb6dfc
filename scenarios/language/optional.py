"""Optional requests of a case: the CSMS may send any number of them at any time."""

import asyncio
from collections.abc import Callable
from typing import Any

from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.context.inbox import Expectation
from plugfest.scenarios.language.exchanges import CsmsCall
from plugfest.scenarios.matching.comparison import compare
from plugfest.simulator.station import Received

Demands = Callable[[list[CsmsCall]], dict[str, Any]]
"""The requirements on the next request, given the received ones."""


OwnAnswer = dict[str, Any] | Callable[[CsmsCall], dict[str, Any]]
"""The answer of the case's station, or a function that gives the answer to a call."""


class MaySend:
    """Takes every request of an action: validates it, and answers it as a real station does."""

    def __init__(
        self,
        context: CaseContext,
        action: str,
        step: int,
        demands: Demands,
        first: CsmsCall | None = None,
        answered: OwnAnswer | None = None,
    ) -> None:
        self.came = [first] if first is not None else []
        """All received requests, oldest first."""
        self._context = context
        self._action = action
        self._step = step
        self._demands = demands
        self._answer = answered
        self._supplied = first.supplied if first is not None else None
        self._seen = len(self.came)
        self._next: asyncio.Future[None] | None = None
        self._expectation: Expectation | None = None
        self._await_another()

    async def next(self, within: float | None = None) -> CsmsCall | None:
        """Return the next request that was not returned before; None when none arrives in time.

        The time-out is `within` seconds, by default the time for requests that the CSMS sends by itself.
        """
        if self._seen == len(self.came):
            self._next = asyncio.get_running_loop().create_future()
            try:
                await self._context.wait(
                    f"a {self._action}Request, which may come", self._next, within or self._context.pace.unasked
                )
            except TimeoutError:
                return None
        self._seen += 1
        return self.came[self._seen - 1]

    async def owed(self) -> CsmsCall | None:
        """Return the next request, which the CSMS must send now, within the time for messages; None if none arrives."""
        return await self.next(self._context.pace.message)

    def skip_seen(self) -> None:
        """Skip the requests received so far, because they do not concern what follows."""
        self._seen = len(self.came)

    def should_have_come(self) -> None:
        """Record a warning if no request has arrived, because the text of the case includes one."""
        self._context.validations.fact(
            f"{self._action}Request",
            "should be sent",
            bool(self.came),
            was="was not",
            entry=self.came[0].entry if self.came else None,
            step=self._step,
            weight="advised",
            rule="sent",
        )

    def end(self) -> list[CsmsCall]:
        """Stop taking requests; return the received ones."""
        if self._expectation is not None:
            self._context.inbox.forget(self._expectation)
        return self.came

    def _await_another(self) -> None:
        self._expectation = self._context.inbox.expect(self._action, {}, at_once=self._take)
        self._expectation.taken.add_done_callback(self._decided)

    def _decided(self, taken: "asyncio.Future[Received]") -> None:
        lost = not taken.cancelled() and taken.exception() is not None
        if lost and self._next is not None and not self._next.done():
            self._next.set_exception(TimeoutError())

    def _take(self, received: Received) -> None:
        context, call = self._context, CsmsCall(received)
        findings = compare(self._demands(self.came), call.payload, kind=call.subject)
        self.came.append(call)
        context.trace.at_step(received.entry, self._step)
        if self._answer is not None and received.frame.fits_schema:
            payload = self._answer(call) if callable(self._answer) else self._answer
            answered = context.station.answer(received, payload)
        else:
            answered = context.station.reply_at_once(received)
        if answered is not None:
            context.trace.at_step(answered, self._step + 1)
        context.validations.judge(call.subject, findings, entry=call.entry, step=self._step, supplied=self._supplied)
        self._await_another()
        if self._next is not None and not self._next.done():
            self._next.set_result(None)
