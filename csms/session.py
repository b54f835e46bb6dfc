"""One connection of one station: what comes is answered after it is stored, what we ask waits its turn."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from websockets.exceptions import ConnectionClosed

from plugfest.csms.blocks import registry
from plugfest.csms.blocks.contexts import AsyncRequest, Exchange, Failure, OperationEnded, Reaction, Request
from plugfest.csms.faults.kinds import (
    AnyInjection,
    Disconnect,
    GoOffline,
    InjectBinary,
    InjectBytes,
    InjectCall,
    InjectText,
)
from plugfest.csms.faults.sending import Answer, replaced
from plugfest.csms.faults.table import AnswerFault, FaultTable
from plugfest.csms.findings.connection import ConnectionFindings
from plugfest.csms.findings.content import Problem
from plugfest.csms.net.admission import Admission
from plugfest.csms.rpc import frames, schemas
from plugfest.csms.rpc.errors import CallRefused, ErrorCode
from plugfest.csms.rpc.peer import (
    CallReceived,
    Ignored,
    InjectedResponse,
    InvalidCall,
    InvalidResponse,
    Peer,
    ResponseReceived,
)
from plugfest.csms.store import journal
from plugfest.csms.store.database import Database, NotStored

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection

    from plugfest.csms.settings import Settings

log = logging.getLogger(__name__)
_numbers = itertools.count(1)

StartReactions = Callable[[str, list[Reaction]], Awaitable[None]]
StoreCall = Callable[[Connection, frames.Call], None]
StoreResponse = Callable[[Connection, frames.Call, frames.CallResult | frames.CallError], None]


class Session:
    """Serves one WebSocket connection until it ends."""

    def __init__(
        self,
        socket: ServerConnection,
        station: str,
        registration: str | None,
        settings: Settings,
        database: Database,
        react: StartReactions,
        common_name: str | None = None,
        faults: FaultTable | None = None,
    ) -> None:
        """Make the session. `common_name` is that of the client certificate, with security profile 3."""
        self.station = station
        self.number = next(_numbers)
        self.admission = Admission(registration)
        self._socket = socket
        self._settings = settings
        self._database = database
        self._react = react
        self._common_name = common_name
        self._peer = Peer(settings.nesting_limit)
        self._faults = FaultTable() if faults is None else faults
        self._findings = ConnectionFindings(station)
        self._problems: dict[str, list[Problem]] = {}
        """Problems of requests that wait for their answers, by message id."""
        self._turn = asyncio.Lock()
        self._store_response: StoreResponse | None = None
        self._answer: asyncio.Future[dict[str, Any]] | None = None
        self._queue: deque[frames.Call] = deque()
        self._queue_task: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Read and answer until the connection is closed, from either side."""
        self.keep_pings()
        try:
            async for message in self._socket:
                await self._receive(message)
        except ConnectionClosed as closed:
            log.info("%s: connection lost: %s", self.station, closed)
        finally:
            if self._queue_task is not None:
                self._queue_task.cancel()
            self._end_answer(OperationEnded("failed", "the connection was lost before the station had answered"))

    async def close(self, code: int, reason: str) -> None:
        """End the connection."""
        await self._socket.close(code, reason)

    def keep_pings(self) -> None:
        """Send pings, or none if a fault says so."""
        stopped = self._socket.keepalive_task is None or self._socket.keepalive_task.cancelled()
        if self._faults.stops_pings(self.station) and self._socket.keepalive_task is not None:
            self._socket.keepalive_task.cancel()
            self._socket.keepalive_task = None
        elif stopped and not self._faults.stops_pings(self.station):
            self._socket.start_keepalive()

    async def inject(self, injection: AnyInjection) -> str | None:
        """Send something at once; return the id of the message if it has one. Raises ConnectionClosed."""
        match injection:
            case InjectCall(action=action, payload=payload):
                call = self._peer.inject(action, payload)
                await self._journal(
                    lambda db: journal.note(db, self.station, self.number, "out", call, injected="call")
                )
                await self._socket.send(frames.write(call))
                return call.id
            case InjectText(text=text):
                await self._note_injected("RAW", text, "text")
                await self._socket.send(text)
            case InjectBinary(data=data):
                await self._note_injected("BINARY", repr(data), "binary")
                await self._socket.send(data)
            case InjectBytes(data=data):
                await self._note_injected("BINARY", repr(data), "broken-frame")
                self._socket.transport.write(data)
            case Disconnect(code=code, reason=reason):
                await self._end(code, reason, "disconnect")
            case GoOffline(seconds=seconds):
                self._faults.go_offline(self.station, seconds)
                await self._end(None, "", "offline")
        return None

    async def _end(self, code: int | None, reason: str, injected: str) -> None:
        await self._note_injected("NOTHING", f"connection closed with {code or 'no close frame'}", injected)
        if code is None:
            self._socket.transport.abort()
        else:
            await self._socket.close(code, reason)

    async def _note_injected(self, kind: str, text: str, injected: str) -> None:
        await self._journal(lambda db: journal.note_injected(db, self.station, self.number, kind, text, injected))

    async def call(
        self, action: str, payload: dict[str, Any], store_call: StoreCall, store_response: StoreResponse
    ) -> dict[str, Any]:
        """Send a request when no other is out, and return the payload of its CALLRESULT.

        Raises OperationEnded for a CALLERROR, for an answer that breaks its schema, when none comes in time, and when
        the connection is lost.
        """
        schemas.check_request(action, payload)
        async with self._turn:
            call = self._peer.call(action, payload)
            self._answer = asyncio.get_running_loop().create_future()
            self._store_response = store_response
            try:
                await self._database.write(lambda db: self._note_sent(db, call, store_call))
                self.admission.note_call(call)
                await self._socket.send(frames.write(call))
                async with asyncio.timeout(self._settings.answer_timeout):
                    return await self._answer
            except TimeoutError:
                seconds = self._settings.answer_timeout
                text = f"no answer within {seconds:g} s"
                await self._journal(lambda db: self._run_failure_handlers(db, call, "NoAnswer", text))
                raise OperationEnded("timed-out", f"{action} was not answered within {seconds:g} s") from None
            except ConnectionClosed:
                raise OperationEnded("failed", f"the connection was lost while {action} was sent") from None
            finally:
                self._peer.give_up()
                if self._answer.done() and not self._answer.cancelled():
                    self._answer.exception()  # an outcome that came before anybody waited for it is no leak
                self._answer = None

    async def _receive(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            binary = CallRefused(ErrorCode.RPC_FRAMEWORK_ERROR, "OCPP-J messages are text, this frame is binary")
            await self._refuse(frames.error_for(frames.UNREADABLE_ID, binary), None, repr(message[:1000]), binary=True)
            return
        event = self._peer.receive(message)
        match event:
            case CallReceived(call):
                await self._call_received(call, message)
            case InvalidCall(answer, call):
                await self._refuse(answer, call, message)
            case ResponseReceived(call, answer):
                await self._response_received(call, answer)
            case InvalidResponse(call, reason, answer):
                await self._invalid_response(call, reason, answer, message)
            case InjectedResponse(call, answer):
                await self._journal(
                    lambda db: journal.note(db, self.station, self.number, "in", answer, call.action, injected="call")
                )
            case Ignored(reason):
                log.info("%s: ignored: %s", self.station, reason)
                await self._ignore(event, message)

    async def _call_received(self, call: frames.Call, text: str) -> None:
        if call.action == "BootNotification" and self._has_other_serial_number(call):  # B01.FR.11, B01.FR.12
            problem = ("other-serial-number", "the serial number is not the certificate's common name")
            await self._journal(lambda db: self._findings.note(db, problem, call))
            await self._socket.close(1008, problem[1])
            return
        unanswered = self._queue_task is not None
        problems = self._findings.of_call(call, text, unanswered=unanswered)
        if problems:
            self._problems[call.id] = problems
        at_once = registry.async_handler(call.action, call.payload) is None
        if self._queue_task is None and at_once and not self._faults.delays(self.station, call.action):
            await self._answer_call(call)
            return
        self._queue.append(call)
        if self._queue_task is None:
            self._queue_task = asyncio.create_task(self._answer_queued())
        while len(self._queue) >= self._settings.call_queue_limit and self._queue_task is not None:
            await asyncio.shield(self._queue_task)

    def _has_other_serial_number(self, boot: frames.Call) -> bool:
        serial_number = boot.payload["chargingStation"].get("serialNumber", self._common_name)
        return self._common_name is not None and serial_number != self._common_name

    async def _answer_queued(self) -> None:
        try:
            while self._queue:
                await self._answer_call(self._queue.popleft())
        except ConnectionClosed:
            log.info("%s: connection lost before an answer could be sent", self.station)
        finally:
            self._queue_task = None

    async def _answer_call(self, call: frames.Call) -> None:
        fault = self._faults.for_answer(self.station, call.action)
        answer, reactions = await self._handle_call(call, fault)
        data = await self._with_fault(fault, call, answer) if fault else frames.write(answer)
        if data is not None:
            await self._socket.send(data)
        if reactions:
            await self._react(self.station, reactions)
        await self._after_answer(call)

    async def _with_fault(self, fault: AnswerFault, call: frames.Call, answer: Answer) -> str | bytes | None:
        await asyncio.sleep(fault.delay)
        if fault.instead is None:
            return frames.write(answer)
        sent = replaced(fault.instead, call, answer)
        if call.action == "BootNotification" and isinstance(sent.frame, frames.CallResult):
            self.admission.registration = sent.frame.payload.get("status", self.admission.registration)
        return sent.data

    async def _after_answer(self, call: frames.Call) -> None:
        for extra in self._faults.extra_calls(self.station, call.action):
            await self.inject(InjectCall(action=extra.call, payload=extra.payload))
        close = self._faults.closes(self.station, call.action)
        if close is not None:
            await self._end(close.code, "", "close")

    async def _handle_call(
        self, call: frames.Call, fault: AnswerFault | None
    ) -> tuple[frames.CallResult | frames.CallError, list[Reaction]]:
        try:
            if not self.admission.may_send(call):
                text = f"{call.action} is not allowed while the registration is {self.admission.registration or 'open'}"
                raise CallRefused(ErrorCode.SECURITY_ERROR, text)
            slow = registry.async_handler(call.action, call.payload)
            if slow is not None:
                answer, reactions = await self._answer_async(call, slow, fault)
            else:
                answer, reactions = await self._database.write(lambda db: self._answer_in_transaction(db, call, fault))
        except CallRefused as refused:
            error = frames.error_for(call.id, refused)
        except NotStored as failed:
            error = frames.error_for(call.id, CallRefused(ErrorCode.INTERNAL_ERROR, str(failed)))
        except Exception:  # a handler's fault must reach the station as InternalError, and end nothing else
            log.exception("%s: %s could not be handled", self.station, call.action)
            broken = CallRefused(ErrorCode.INTERNAL_ERROR, f"{call.action} could not be handled")
            error = frames.error_for(call.id, broken)
        else:
            if call.action == "BootNotification":
                self.admission.registration = answer.payload["status"]
            return answer, reactions

        def store(db: Connection) -> None:
            self._note_exchange(db, call, error, fault)
            if not self.admission.may_send(call):
                self._findings.note_early(db, call, self.admission.registration)

        await self._journal(store)
        return error, []

    def _answer_in_transaction(
        self, db: Connection, call: frames.Call, fault: AnswerFault | None = None
    ) -> tuple[frames.CallResult, list[Reaction]]:
        self._findings.note_content(db, call)
        request = Request(station=self.station, payload=call.payload, settings=self._settings, db=db)
        answer = frames.CallResult(call.id, registry.handlers[call.action](request))
        _check_response(call.action, answer.payload)
        self._note_exchange(db, call, answer, fault)
        return answer, request.reactions

    async def _answer_async(
        self, call: frames.Call, handler: registry.AsyncHandler, fault: AnswerFault | None
    ) -> tuple[frames.CallResult, list[Reaction]]:
        request = AsyncRequest(
            station=self.station, payload=call.payload, settings=self._settings, database=self._database
        )
        answer = frames.CallResult(call.id, await handler(request))
        _check_response(call.action, answer.payload)
        await self._database.write(lambda db: self._note_exchange(db, call, answer, fault))
        return answer, request.reactions

    def _note_exchange(self, db: Connection, call: frames.Call, answer: Answer, fault: AnswerFault | None) -> None:
        for problem in self._problems.pop(call.id, ()):
            self._findings.note(db, problem, call)
        if fault is None or fault.instead is None:
            name = None if fault is None else fault.name
            journal.note_exchange(db, self.station, self.number, call, answer, name)
            return
        sent = replaced(fault.instead, call, answer)
        if sent.frame is not None:
            journal.note_exchange(db, self.station, self.number, call, sent.frame, fault.name)
            return
        journal.note(db, self.station, self.number, "in", call)
        journal.note_injected(db, self.station, self.number, sent.kind, sent.text, fault.name, call.action)

    async def _refuse(
        self, answer: frames.CallError, call: frames.Call | None, text: str, *, binary: bool = False
    ) -> None:
        def keep(db: Connection) -> None:
            if binary:
                self._findings.note(db, ("binary-frame", answer.description))
            else:
                self._findings.note_refused(db, answer, call)
            if call is not None:
                journal.note_exchange(db, self.station, self.number, call, answer)
                return
            journal.note_unreadable(db, self.station, self.number, text)
            journal.note(db, self.station, self.number, "out", answer)

        await self._journal(keep)
        await self._socket.send(frames.write(answer))
        await self._close_on_violation()

    async def _close_on_violation(self) -> None:
        code = self._faults.closes_on_violation(self.station)
        if code is not None:
            await self._end(code, "OCPP was violated", "close-on-violation")

    async def _journal(self, work: Callable[[Connection], None]) -> None:
        # An error may be told without being on disk: nothing was acknowledged.
        try:
            await self._database.write(work)
        except NotStored as error:
            log.error("%s: the journal cannot be written: %s", self.station, error)

    async def _response_received(self, call: frames.Call, answer: frames.CallResult | frames.CallError) -> None:
        try:
            await self._database.write(lambda db: self._note_response(db, call, answer))
        except Exception:  # a keeper's fault must end the order, not the connection
            log.exception("%s: the answer to %s could not be kept", self.station, call.action)
            self._end_answer(OperationEnded("failed", f"the answer to {call.action} could not be stored"))
            return
        if isinstance(answer, frames.CallError):
            text = f"{call.action}: {answer.code} {answer.description}".strip()
            self._end_answer(OperationEnded("refused", text))
        elif self._answer is not None and not self._answer.done():
            self._answer.set_result(answer.payload)

    async def _invalid_response(
        self, call: frames.Call, reason: str, answer: frames.CallResult | None, text: str
    ) -> None:
        def store(db: Connection) -> None:
            if answer is None:
                journal.note_unreadable(db, self.station, self.number, text, call, reason)
            else:
                journal.note(db, self.station, self.number, "in", answer, call.action, problem=reason)
            if self._store_response is not None:
                details = {} if answer is None else {"answer": answer.payload}
                self._store_response(db, call, frames.CallError(call.id, "InvalidAnswer", reason, details))
            self._run_failure_handlers(db, call, "InvalidAnswer", reason)
            self._findings.note(db, ("invalid-answer", reason), call)

        await self._journal(store)
        self._end_answer(OperationEnded("failed", f"the answer to {call.action} is not valid: {reason}"))

    def _run_failure_handlers(self, db: Connection, call: frames.Call, code: str, text: str) -> None:
        failure = Failure(db, self.station, call.payload, code, text)
        for handler in registry.failure_handlers.get(call.action, ()):
            handler(failure)

    def _note_response(self, db: Connection, call: frames.Call, answer: frames.CallResult | frames.CallError) -> None:
        journal.note(db, self.station, self.number, "in", answer, call.action)
        self._findings.note_answer(db, call, answer)
        if self._store_response is not None:
            self._store_response(db, call, answer)
        if isinstance(answer, frames.CallError):
            self._run_failure_handlers(db, call, answer.code, answer.description)
            return
        exchange = Exchange(db, self.station, call.payload, answer.payload, self._settings)
        for handler in registry.response_handlers.get(call.action, ()):
            handler(exchange)

    def _note_sent(self, db: Connection, call: frames.Call, store_call: StoreCall) -> None:
        journal.note(db, self.station, self.number, "out", call)
        store_call(db, call)

    async def _ignore(self, ignored: Ignored, text: str) -> None:
        def store(db: Connection) -> None:
            journal.note_unreadable(db, self.station, self.number, text, problem=ignored.reason)
            self._findings.note_ignored(db, ignored)

        await self._journal(store)
        await self._close_on_violation()

    def _end_answer(self, ended: OperationEnded) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ended)


def _check_response(action: str, payload: dict[str, Any]) -> None:
    try:
        schemas.check_response(action, payload)
    except CallRefused as refused:  # our fault, not the station's
        raise RuntimeError(f"the answer would not be valid: {refused.description}") from refused
