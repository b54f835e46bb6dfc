"""Requests of a station: answered in order, after everything about them is stored."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from websockets.exceptions import ConnectionClosed

from plugfest.csms.blocks import registry
from plugfest.csms.blocks.contexts import AsyncRequest, Reaction, Request
from plugfest.csms.faults.kinds import InjectCall
from plugfest.csms.faults.sending import Answer, replaced
from plugfest.csms.rpc import frames, schemas
from plugfest.csms.rpc.errors import CallRefused, ErrorCode
from plugfest.csms.session.injections import inject
from plugfest.csms.store import journal, transactions
from plugfest.csms.store.database import NotStored

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from plugfest.csms.faults.table import AnswerFault
    from plugfest.csms.findings.content import Problem
    from plugfest.csms.session.link import StationLink

log = logging.getLogger(__name__)

StartReactions = Callable[[str, list[Reaction]], Awaitable[None]]


class StationRequests:
    """Answers the requests of one station immediately, or from a queue behind a slow one."""

    def __init__(self, link: StationLink, react: StartReactions) -> None:
        self._link = link
        self._react = react
        self._problems: dict[str, list[Problem]] = {}
        """Problems of requests that are not answered yet, by message id."""
        self._queue: deque[frames.Call] = deque()
        self._queue_task: asyncio.Task[None] | None = None

    def cancel(self) -> None:
        """Drop the requests that are not answered yet."""
        if self._queue_task is not None:
            self._queue_task.cancel()

    async def receive(self, call: frames.Call, text: str) -> None:
        """Answer a request, or queue it; wait while too many are queued."""
        problems = self._link.findings.of_call(call, text, unanswered=self._queue_task is not None)
        if problems:
            self._problems[call.id] = problems
        at_once = registry.async_handler(call.action, call.payload) is None
        if self._queue_task is None and at_once and not self._link.faults.delays(self._link.station, call.action):
            await self._answer_call(call)
            return
        self._queue.append(call)
        if self._queue_task is None:
            self._queue_task = asyncio.create_task(self._answer_queued())
        while len(self._queue) >= self._link.settings.call_queue_limit and self._queue_task is not None:
            await asyncio.shield(self._queue_task)

    async def _answer_queued(self) -> None:
        try:
            while self._queue:
                await self._answer_call(self._queue.popleft())
        except ConnectionClosed:
            log.info("%s: connection lost before an answer could be sent", self._link.station)
        finally:
            self._queue_task = None

    async def _answer_call(self, call: frames.Call) -> None:
        fault = self._link.faults.for_answer(self._link.station, call.action)
        answer, reactions = await self._handle(call, fault)
        data = await self._with_fault(fault, call, answer) if fault else frames.write(answer)
        if data is not None:
            await self._link.socket.send(data)
        if reactions:
            await self._react(self._link.station, reactions)
        await self._run_faults_after_answer(call)

    async def _with_fault(self, fault: AnswerFault, call: frames.Call, answer: Answer) -> str | bytes | None:
        await asyncio.sleep(fault.delay)
        if fault.instead is None:
            return frames.write(answer)
        sent = replaced(fault.instead, call, answer)
        if call.action == "BootNotification" and isinstance(sent.frame, frames.CallResult):
            admission = self._link.admission
            admission.registration = sent.frame.payload.get("status", admission.registration)
        return sent.data

    async def _run_faults_after_answer(self, call: frames.Call) -> None:
        link = self._link
        for extra in link.faults.extra_calls(link.station, call.action):
            await inject(link, InjectCall(action=extra.call, payload=extra.payload))
        close = link.faults.closes(link.station, call.action)
        if close is not None:
            await link.end(close.code, "", "close")

    async def _handle(self, call: frames.Call, fault: AnswerFault | None) -> tuple[Answer, list[Reaction]]:
        try:
            answer, reactions = await self._handle_admitted(call, fault)
        except CallRefused as refused:
            error = frames.error_for(call.id, refused)
        except NotStored as failed:
            error = frames.error_for(call.id, CallRefused(ErrorCode.INTERNAL_ERROR, str(failed)))
        except Exception:  # an error in a handler becomes an InternalError and affects nothing else
            log.exception("%s: %s could not be handled", self._link.station, call.action)
            broken = CallRefused(ErrorCode.INTERNAL_ERROR, f"{call.action} could not be handled")
            error = frames.error_for(call.id, broken)
        else:
            if call.action == "BootNotification":
                self._link.admission.registration = answer.payload["status"]
            return answer, reactions
        await self._link.store(lambda db: self._note_refusal(db, call, error, fault))
        return error, []

    async def _handle_admitted(
        self, call: frames.Call, fault: AnswerFault | None
    ) -> tuple[frames.CallResult, list[Reaction]]:
        link = self._link
        if not link.admission.may_send(call):
            state = link.admission.registration or "open"
            text = f"{call.action} is not allowed while the registration is {state}"
            raise CallRefused(ErrorCode.SECURITY_ERROR, text)
        slow = registry.async_handler(call.action, call.payload)
        if slow is not None:
            return await self._answer_async(call, slow, fault)
        return await link.database.write(lambda db: self._answer_in_transaction(db, call, fault))

    def _answer_in_transaction(
        self, db: Connection, call: frames.Call, fault: AnswerFault | None = None
    ) -> tuple[frames.CallResult, list[Reaction]]:
        link = self._link
        transaction = transactions.known_before(db, link.station, call.action, call.payload)
        link.findings.note_content(db, call, transaction)
        request = Request(
            station=link.station, payload=call.payload, settings=link.settings, db=db, transaction=transaction
        )
        answer = frames.CallResult(call.id, registry.handlers[call.action](request))
        _check_response(call.action, answer.payload)
        self._note_exchange(db, call, answer, fault)
        return answer, request.reactions

    async def _answer_async(
        self, call: frames.Call, handler: registry.AsyncHandler, fault: AnswerFault | None
    ) -> tuple[frames.CallResult, list[Reaction]]:
        link = self._link
        request = AsyncRequest(
            station=link.station, payload=call.payload, settings=link.settings, database=link.database
        )
        answer = frames.CallResult(call.id, await handler(request))
        _check_response(call.action, answer.payload)
        await link.database.write(lambda db: self._note_exchange(db, call, answer, fault))
        return answer, request.reactions

    def _note_refusal(
        self, db: Connection, call: frames.Call, error: frames.CallError, fault: AnswerFault | None
    ) -> None:
        self._note_exchange(db, call, error, fault)
        if not self._link.admission.may_send(call):
            self._link.findings.note_early(db, call, self._link.admission.registration)

    def _note_exchange(self, db: Connection, call: frames.Call, answer: Answer, fault: AnswerFault | None) -> None:
        link = self._link
        for problem in self._problems.pop(call.id, ()):
            link.findings.note(db, problem, call)
        if fault is None or fault.instead is None:
            name = None if fault is None else fault.name
            journal.note_exchange(db, link.station, link.number, call, answer, name)
            return
        sent = replaced(fault.instead, call, answer)
        if sent.frame is not None:
            journal.note_exchange(db, link.station, link.number, call, sent.frame, fault.name)
            return
        journal.note(db, link.station, link.number, "in", call)
        journal.note_injected(db, link.station, link.number, sent.kind, sent.text, fault.name, call.action)


def _check_response(action: str, payload: dict[str, Any]) -> None:
    try:
        schemas.check_response(action, payload)
    except CallRefused as refused:  # a defect of the CSMS, not of the station
        raise RuntimeError(f"the answer would not be valid: {refused.description}") from refused
