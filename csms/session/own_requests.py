"""Requests of the CSMS to a station, one at a time, and the answers to them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from websockets.exceptions import ConnectionClosed

from plugfest.csms.blocks import registry
from plugfest.csms.blocks.contexts import Exchange, Failure, OperationEnded
from plugfest.csms.rpc import frames, schemas
from plugfest.csms.store import journal

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from plugfest.csms.session.link import StationLink

log = logging.getLogger(__name__)

Response = frames.CallResult | frames.CallError
StoreCall = Callable[["Connection", frames.Call], None]
StoreResponse = Callable[["Connection", frames.Call, Response], None]


class OwnRequests:
    """Sends requests to one station; the next one waits until the last one has ended."""

    def __init__(self, link: StationLink) -> None:
        self._link = link
        self._turn = asyncio.Lock()
        self._store_response: StoreResponse | None = None
        self._answer: asyncio.Future[dict[str, Any]] | None = None

    async def call(
        self, action: str, payload: dict[str, Any], store_call: StoreCall, store_response: StoreResponse
    ) -> dict[str, Any]:
        """Send a request when no other is outstanding, and return the payload of its CALLRESULT.

        Raises OperationEnded for a CALLERROR, for an answer that breaks its schema, when none comes in time, and when
        the connection is lost.
        """
        schemas.check_request(action, payload)
        async with self._turn:
            call = self._link.peer.call(action, payload)
            self._answer = asyncio.get_running_loop().create_future()
            self._store_response = store_response
            try:
                return await self._send(call, store_call, self._answer)
            except ConnectionClosed:
                raise OperationEnded("failed", f"the connection was lost while {action} was sent") from None
            finally:
                self._link.peer.give_up()
                if self._answer.done() and not self._answer.cancelled():
                    self._answer.exception()  # marks an outcome as retrieved if nothing awaited it
                self._answer = None

    async def _send(
        self, call: frames.Call, store_call: StoreCall, answer: asyncio.Future[dict[str, Any]]
    ) -> dict[str, Any]:
        link, seconds = self._link, self._link.settings.answer_timeout
        try:
            await link.database.write(lambda db: self._note_sent(db, call, store_call))
            link.admission.note_call(call)
            await link.socket.send(frames.write(call))
            async with asyncio.timeout(seconds):
                return await answer
        except TimeoutError:
            text = f"no answer within {seconds:g} s"
            await link.store(lambda db: self._run_failure_handlers(db, call, "NoAnswer", text))
            raise OperationEnded("timed-out", f"{call.action} was not answered within {seconds:g} s") from None

    async def response_received(self, call: frames.Call, answer: Response) -> None:
        """Store the answer to the outstanding request, and end the request with it."""
        try:
            await self._link.database.write(lambda db: self._note_response(db, call, answer))
        except Exception:  # an error in a handler ends the operation, not the connection
            log.exception("%s: the answer to %s could not be stored", self._link.station, call.action)
            self.end(OperationEnded("failed", f"the answer to {call.action} could not be stored"))
            return
        if isinstance(answer, frames.CallError):
            self.end(OperationEnded("refused", f"{call.action}: {answer.code} {answer.description}".strip()))
        elif self._answer is not None and not self._answer.done():
            self._answer.set_result(answer.payload)

    async def invalid_response(
        self, call: frames.Call, reason: str, answer: frames.CallResult | None, text: str
    ) -> None:
        """Store an invalid answer, and end the request with it."""
        link = self._link

        def store(db: Connection) -> None:
            if answer is None:
                journal.note_unreadable(db, link.station, link.number, text, call, reason)
            else:
                journal.note(db, link.station, link.number, "in", answer, call.action, problem=reason)
            if self._store_response is not None:
                details = {} if answer is None else {"answer": answer.payload}
                self._store_response(db, call, frames.CallError(call.id, "InvalidAnswer", reason, details))
            self._run_failure_handlers(db, call, "InvalidAnswer", reason)
            link.findings.note(db, ("invalid-answer", reason), call)

        await link.store(store)
        self.end(OperationEnded("failed", f"the answer to {call.action} is not valid: {reason}"))

    def end(self, ended: OperationEnded) -> None:
        """End the outstanding request without an answer."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ended)

    def _note_sent(self, db: Connection, call: frames.Call, store_call: StoreCall) -> None:
        journal.note(db, self._link.station, self._link.number, "out", call)
        store_call(db, call)

    def _note_response(self, db: Connection, call: frames.Call, answer: Response) -> None:
        link = self._link
        journal.note(db, link.station, link.number, "in", answer, call.action)
        link.findings.note_answer(db, call, answer)
        if self._store_response is not None:
            self._store_response(db, call, answer)
        if isinstance(answer, frames.CallError):
            self._run_failure_handlers(db, call, answer.code, answer.description)
            return
        exchange = Exchange(db, link.station, call.payload, answer.payload, link.settings)
        for handler in registry.response_handlers.get(call.action, ()):
            handler(exchange)

    def _run_failure_handlers(self, db: Connection, call: frames.Call, code: str, text: str) -> None:
        failure = Failure(db, self._link.station, call.payload, code, text)
        for handler in registry.failure_handlers.get(call.action, ()):
            handler(failure)
