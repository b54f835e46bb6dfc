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
from plugfest.csms.blocks.contexts import Order, OrderEnded
from plugfest.csms.blocks.registry import Wish
from plugfest.csms.rpc import frames
from plugfest.csms.rpc.errors import CallRefused
from plugfest.csms.store import operations
from plugfest.csms.store.database import Database, NotStored

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plugfest.csms.net.passwords import Passwords
    from plugfest.csms.session import Session
    from plugfest.csms.settings import Settings

log = logging.getLogger(__name__)
OPERATOR: Final = "operator"
CSMS: Final = "csms"


class TooManyOrders(Exception):
    """So many operations wait for this station that no further one is taken."""


class Orders:
    """Runs the scripts of operations; a station's next one starts when the one before has ended."""

    def __init__(
        self, settings: Settings, database: Database, passwords: Passwords, sessions: Mapping[str, Session]
    ) -> None:
        self.addresses: dict[int, str] = {}
        self._settings = settings
        self._database = database
        self._passwords = passwords
        self._sessions = sessions
        self._coming: Counter[str] = Counter()
        """Per station, operations that are being stored and then join the queue."""
        self._queues: dict[str, deque[tuple[str, registry.Operation, Wish]]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._ends: dict[str, asyncio.Event] = {}

    async def start(self, station: str, name: str, wish: Wish, origin: str = OPERATOR) -> str:
        """Keep the operation, put it in the station's queue, and return its id.

        Raises TooManyOrders where the queue is full, KeyError where no operation has this name, NotStored.
        """
        operation = registry.operations[name]
        if len(self._queues.get(station, ())) + self._coming[station] >= self._settings.order_queue_limit:
            raise TooManyOrders
        id_ = uuid4().hex
        parameters: dict[str, Any] = msgspec.to_builtins(wish)
        self._coming[station] += 1
        try:
            await self._database.write(lambda db: operations.add(db, id_, station, name, origin, parameters))
        finally:
            self._coming[station] -= 1
            if not self._coming[station]:
                del self._coming[station]
        self._ends[id_] = asyncio.Event()
        self._queues.setdefault(station, deque()).append((id_, operation, wish))
        if station not in self._workers:
            self._workers[station] = asyncio.create_task(self._work(station))
        return id_

    async def react(self, station: str, reactions: list[tuple[str, Wish]]) -> None:
        """Start what a handler has asked for with `then`."""
        for name, wish in reactions:
            try:
                await self.start(station, name, wish, CSMS)
            except TooManyOrders:
                log.info("%s: %s is dropped, too many operations wait", station, name)
            except NotStored as error:
                log.error("%s: %s is dropped: %s", station, name, error)

    async def wait(self, operation: str, seconds: float) -> None:
        """Return when the operation has ended, or when the time is over."""
        end = self._ends.get(operation)
        if end is None:
            return
        try:
            async with asyncio.timeout(seconds):
                await end.wait()
        except TimeoutError:
            return

    async def close(self) -> None:
        """Cancel what is under way."""
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self, station: str) -> None:
        queue = self._queues[station]
        try:
            while queue:
                id_, operation, wish = queue[0]
                await self._carry_out(id_, station, operation, wish)
                queue.popleft()
        finally:
            del self._workers[station]
            if not queue:
                del self._queues[station]

    async def _carry_out(self, id_: str, station: str, operation: registry.Operation, wish: Wish) -> None:
        order = Order(
            id=id_,
            station=station,
            settings=self._settings,
            database=self._database,
            caller=self._call,
            passwords=self._passwords,
            addresses=self.addresses,
        )
        try:
            await operation.script(order, wish)
        except OrderEnded as ended:
            state, detail = ended.state, ended.detail
        except NotStored as error:
            state, detail = "failed", str(error)
        except Exception as error:  # one operation's fault must not end the others
            log.exception("%s: operation %s broke", station, operation.name)
            state, detail = "failed", f"the CSMS could not carry it out: {type(error).__name__}"
        else:
            state, detail = ("refused", "; ".join(order.refusals)) if order.refusals else ("done", "")
        try:
            await self._database.write(lambda db: operations.finish(db, id_, state, detail, order.handle))
        except NotStored as error:
            log.error("%s: the outcome of %s cannot be stored: %s", station, operation.name, error)
        self._ends.pop(id_).set()

    async def _call(self, order: Order, action: str, payload: dict[str, Any]) -> dict[str, Any]:
        session = self._sessions.get(order.station)
        if session is None:
            raise OrderEnded("offline", f"the station {order.station} is not connected")
        if not session.admission.may_be_asked(action):
            raise OrderEnded("failed", f"{action} may not be sent before the station's BootNotification is accepted")
        order.calls += 1

        def keep_sent(db: Connection, call: frames.Call) -> None:
            message = {"message_id": call.id, "action": call.action, "request": call.payload}
            operations.sent(db, order.id, order.station, order.calls, message)

        try:
            return await session.ask(action, payload, keep_sent, _keep_answer)
        except CallRefused as refused:
            raise OrderEnded("failed", f"the request would not be valid: {refused.description}") from None


def _keep_answer(db: Connection, call: frames.Call, answer: frames.CallResult | frames.CallError) -> None:
    if isinstance(answer, frames.CallResult):
        operations.answered(db, call.id, answer.payload)
    else:
        error = {"code": answer.code, "description": answer.description, "details": answer.details}
        operations.answered(db, call.id, None, error)
