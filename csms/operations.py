"""Orders: each station's operations and reactions, one after the other, with outcomes that can be waited for."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import msgspec
from sqlalchemy import Connection

from plugfest.csms.blocks import registry
from plugfest.csms.blocks.contexts import OperationContext, OperationEnded, Reaction
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.rpc import frames
from plugfest.csms.rpc.errors import CallRefused
from plugfest.csms.store import operations
from plugfest.csms.store.database import Database, NotStored

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plugfest.csms.net.passwords import Passwords
    from plugfest.csms.session.session import Session
    from plugfest.csms.settings import Settings

log = logging.getLogger(__name__)
OPERATOR: Final = "operator"
CSMS: Final = "csms"
_CANCELLED: Final = "cancelled by the operator"
_TIME_TO_CANCEL: Final = 5.0


class TooManyOperations(Exception):
    """Raised when the queue of operations of a station is full."""


class OperationRunner:
    """Runs the scripts of operations; a station's next one starts when the one before has ended."""

    def __init__(
        self, settings: Settings, database: Database, passwords: Passwords, sessions: Mapping[str, Session]
    ) -> None:
        self.addresses: dict[int, str] = {}
        self._settings = settings
        self._database = database
        self._passwords = passwords
        self._sessions = sessions
        self._starting: Counter[str] = Counter()
        """Per station, operations that are being stored and then join the queue."""
        self._queues: dict[str, deque[tuple[str, registry.Operation, RequestBody]]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        """Per station, the script that runs."""
        self._finished: dict[str, asyncio.Event] = {}

    async def start(self, station: str, name: str, params: RequestBody, origin: str = OPERATOR) -> str:
        """Store the operation, put it into the station's queue, and return its id.

        Raises TooManyOperations if the queue is full, KeyError for an unknown name, NotStored.
        """
        operation = registry.operations[name]
        if len(self._queues.get(station, ())) + self._starting[station] >= self._settings.order_queue_limit:
            raise TooManyOperations
        id_ = uuid4().hex
        parameters: dict[str, Any] = msgspec.to_builtins(params)
        self._starting[station] += 1
        try:
            await self._database.write(lambda db: operations.add(db, id_, station, name, origin, parameters))
        finally:
            self._starting[station] -= 1
            if not self._starting[station]:
                del self._starting[station]
        self._finished[id_] = asyncio.Event()
        self._queues.setdefault(station, deque()).append((id_, operation, params))
        if station not in self._workers:
            self._workers[station] = asyncio.create_task(self._run_queue(station))
        return id_

    async def react(self, station: str, reactions: list[Reaction]) -> None:
        """Start the scripts that a handler requested with `then`."""
        for script, params in reactions:
            name = registry.name_of(script)
            try:
                await self.start(station, name, params, CSMS)
            except TooManyOperations:
                log.info("%s: %s is dropped, too many operations wait", station, name)
            except NotStored as error:
                log.error("%s: %s is dropped: %s", station, name, error)

    async def wait(self, operation: str, seconds: float) -> None:
        """Wait until the operation has ended, or until the timeout."""
        end = self._finished.get(operation)
        if end is None:
            return
        try:
            async with asyncio.timeout(seconds):
                await end.wait()
        except TimeoutError:
            return

    async def cancel(self, operation: str) -> bool:
        """Cancel a waiting or running operation; return whether there was one."""
        for station, queue in self._queues.items():
            for index, (id_, _, _) in enumerate(queue):
                if id_ != operation:
                    continue
                if index:
                    del queue[index]
                    await self._finish(id_, "cancelled", _CANCELLED, {})
                else:
                    await asyncio.sleep(0)  # a worker that was just made has not begun yet
                    self._running[station].cancel()
                    await self.wait(operation, _TIME_TO_CANCEL)
                return True
        return False

    async def close(self) -> None:
        """Cancel all operations."""
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _run_queue(self, station: str) -> None:
        queue = self._queues[station]
        try:
            while queue:
                id_, operation, params = queue[0]
                await self._run(id_, station, operation, params)
                queue.popleft()
        finally:
            del self._workers[station]
            self._running.pop(station, None)
            if not queue:
                del self._queues[station]

    async def _run(self, id_: str, station: str, operation: registry.Operation, params: RequestBody) -> None:
        context = OperationContext(
            id=id_,
            station=station,
            settings=self._settings,
            database=self._database,
            caller=self._call,
            passwords=self._passwords,
            addresses=self.addresses,
        )
        script = self._running[station] = asyncio.ensure_future(operation.script(context, params))
        try:
            await asyncio.wait([script])
            await script
        except asyncio.CancelledError:
            if not script.cancelled():  # the CSMS is stopping
                script.cancel()
                raise
            state, detail = "cancelled", _CANCELLED
        except OperationEnded as ended:
            state, detail = ended.state, ended.detail
        except NotStored as error:
            state, detail = "failed", str(error)
        except Exception as error:  # an error in one operation must not end the others
            log.exception("%s: operation %s broke", station, operation.name)
            state, detail = "failed", f"the CSMS could not carry it out: {type(error).__name__}"
        else:
            state, detail = ("refused", "; ".join(context.refusals)) if context.refusals else ("done", "")
        await self._finish(id_, state, detail, context.handle)

    async def _finish(self, id_: str, state: str, detail: str, handle: dict[str, Any]) -> None:
        try:
            await self._database.write(lambda db: operations.finish(db, id_, state, detail, handle))
        except NotStored as error:
            log.error("the outcome of operation %s cannot be stored: %s", id_, error)
        self._finished.pop(id_).set()

    async def _call(self, context: OperationContext, action: str, payload: dict[str, Any]) -> dict[str, Any]:
        session = self._sessions.get(context.station)
        if session is None:
            raise OperationEnded("offline", f"the station {context.station} is not connected")
        if not session.admission.may_receive(action):
            registration = session.admission.registration
            state = f"its registration is {registration}" if registration else "it has not booted yet"
            text = f"{action} may not be sent before the station's BootNotification is accepted: {state}"
            raise OperationEnded("failed", text)
        context.calls += 1

        def store_call(db: Connection, call: frames.Call) -> None:
            message = {"message_id": call.id, "action": call.action, "request": call.payload}
            operations.sent(db, context.id, context.station, context.calls, message)

        try:
            return await session.call(action, payload, store_call, _store_response)
        except CallRefused as refused:
            raise OperationEnded("failed", f"the request would not be valid: {refused.description}") from None


def _store_response(db: Connection, call: frames.Call, answer: frames.CallResult | frames.CallError) -> None:
    if isinstance(answer, frames.CallResult):
        operations.answered(db, call.id, answer.payload)
    else:
        error = {"code": answer.code, "description": answer.description, "details": answer.details}
        operations.answered(db, call.id, None, error)
