"""A CSMS in a hundred lines, each of whose weaknesses a test sets; its operator hands over what plugfest composes."""

import asyncio
import json
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from websockets.asyncio.server import Request, Response, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.config.description import Address, CsmsDescription, Pace, StationEntry
from plugfest.scenarios.engine.run_case import RunContext
from plugfest.scenarios.intents import IdToken
from plugfest.scenarios.operators.base import BaseOperator
from plugfest.scenarios.operators.composer import Composer
from plugfest.scenarios.operators.protocol import Order, OrderOutcome

ANSWERS: dict[str, dict[str, Any]] = {
    "Authorize": {"idTokenInfo": {"status": "Accepted"}},
    "TransactionEvent": {"idTokenInfo": {"status": "Accepted"}},
    "DataTransfer": {"status": "Accepted"},
}
QUICK = Pace(message=2, answer=2, order=2, look_further=0.1, unasked=0.2, quiet=0.2, reconnect_pause=0)


class SmallCsms:
    """Answers every call of its stations; what it is weak in is an attribute."""

    def __init__(self) -> None:
        self.answers = dict(ANSWERS)
        self.answer_after: dict[str, float] = {}
        """Seconds until calls of an action are answered."""
        self.message_after: dict[str, float] = {}
        """Seconds until the message of an order is sent, by its action."""
        self.order_after: dict[str, float] = {}
        """Seconds that an order spends in the queue, by the action of its message."""
        self.held: dict[str, asyncio.Event] = {}
        """The message of an order is not sent before the event of its action."""
        self.returns_after_answer = False
        """An order ends only when the station has answered; otherwise as soon as it is queued."""
        self.queues = False
        """An order's end says only that it is queued."""
        self.knows_after = 0.0
        """Seconds after it connected until orders for a station are taken."""
        self.own_calls: dict[str, list[tuple[float, str, dict[str, Any]]]] = {}
        """Unsolicited calls after a call of the station: seconds, action and payload, by the call's action."""
        self.after_call: dict[tuple[str, int], tuple[float, Callable[[], None]]] = {}
        """Functions called some seconds after the response to the n-th call of an action."""
        self.errors: set[str] = set()
        """Calls of a station that are answered with a CALLERROR, by action."""
        self.mute: set[str] = set()
        """Calls of a station that are never answered, by action."""
        self.closes_on: set[str] = set()
        """Calls of a station at which it closes the connection, by action."""
        self.boots: list[dict[str, Any]] = []
        """How the next boots are answered; after them with Accepted."""
        self.needs_pause = 0.0
        """A station that connects sooner than this after its last connection breaks the CSMS for good."""
        self.unique_events = False
        """An eventId that was seen before is answered with a CALLERROR."""
        self.refused: set[str] = set()
        """Stations that get HTTP 401."""
        self.broken = False
        self.said: list[tuple[str, list[Any]]] = []
        """Every message of its stations, with the station's identity."""
        self.lines: dict[str, ServerConnection] = {}
        self.connected: dict[str, float] = {}
        self._arrival = asyncio.Event()
        """Set when the next station connects."""
        self._count: Counter[str] = Counter()
        self._left: dict[str, float] = {}
        self._events: set[tuple[str, int]] = set()
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def let_in(self, connection: ServerConnection, request: Request) -> Response | None:
        """Refuse the stations that are to be refused."""
        return connection.respond(401, "no\n") if _station(request.path) in self.refused else None

    async def serve(self, connection: ServerConnection) -> None:
        """One connection of a station."""
        assert connection.request is not None
        station = _station(connection.request.path)
        self.broken |= time.monotonic() - self._left.get(station, -10) < self.needs_pause
        self.lines[station] = connection
        self.connected[station] = time.monotonic()
        self._arrival.set()
        self._arrival = asyncio.Event()
        async for raw in connection:
            message = json.loads(raw)
            self.said.append((station, message))
            if self.broken:
                await connection.close(1011, "failed to subscribe to message broker")
            elif message[0] == 2:
                self.later(self._answer(station, message))
            elif message[1] in self._waiting:
                self._waiting.pop(message[1]).set_result(message[2])
        self._left[station] = time.monotonic()

    async def asks(self, station: str, action: str, payload: dict[str, Any]) -> Any:
        """Send a call to a station; its answer."""
        if action in self.held:
            await self.held[action].wait()
        await asyncio.sleep(self.message_after.get(action, 0))
        number = str(uuid.uuid4())
        self._waiting[number] = asyncio.get_running_loop().create_future()
        while True:
            line = self.lines[station]
            try:
                await line.send(json.dumps([2, number, action, payload]))
                break
            except ConnectionClosed:  # it is queued until the station is there again
                while self.lines[station] is line:
                    await self._arrival.wait()
        return await self._waiting[number]

    def later(self, work: Any) -> None:
        """Have something done without waiting for it."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, station: str, message: list[Any]) -> None:
        _, number, action, payload = message
        await asyncio.sleep(self.answer_after.get(action, 0))
        if action in self.mute:
            return
        if action in self.closes_on:
            await self.lines[station].close(1011, "database is down")
            return
        answer: list[Any] = [3, number, self.answers.get(action, {})]
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        if action == "BootNotification":
            how = self.boots.pop(0) if self.boots else {"interval": 300, "status": "Accepted"}
            answer[2] = {"currentTime": now, **how}
        elif action == "Heartbeat":
            answer[2] = {"currentTime": now}
        elif action == "NotifyEvent" and self.unique_events:
            seen = {(station, event["eventId"]) for event in payload["eventData"]}
            if seen & self._events:
                answer = [4, number, "InternalError", "the event is there already", {}]
            self._events |= seen
        if action in self.errors:
            answer = [4, number, "InternalError", "database is down", {}]
        await self.lines[station].send(json.dumps(answer))
        self._count[action] += 1
        if (after := self.after_call.get((action, self._count[action]))) is not None:
            asyncio.get_running_loop().call_later(*after)
        for seconds, own, its_payload in self.own_calls.get(action, []):
            self.later(self._by_itself(station, seconds, own, its_payload))

    async def _by_itself(self, station: str, seconds: float, action: str, payload: dict[str, Any]) -> None:
        await asyncio.sleep(seconds)
        await self.asks(station, action, payload)


class SmallOperator(BaseOperator):
    """Hands a composed payload to the CSMS."""

    def __init__(self, csms: SmallCsms) -> None:
        self.csms = csms
        self.description: CsmsDescription | None = None

    async def ask(self, order: Order) -> None:
        """Have the CSMS send it."""
        assert self.description is not None
        if time.monotonic() - self.csms.connected.get(order.station, 0) < self.csms.knows_after:
            order.outcome, order.detail = OrderOutcome.REFUSED, "no connection found"
            return
        order.queued = self.csms.queues
        payload = Composer(self.description).compose(order)
        asking = self._later(order, payload)
        order.accept()
        if self.csms.returns_after_answer:
            await asking
        else:
            self.csms.later(asking)
        order.outcome = OrderOutcome.DONE

    async def _later(self, order: Order, payload: dict[str, Any]) -> None:
        await asyncio.sleep(self.csms.order_after.get(order.intent.action, 0))
        await self.csms.asks(order.station, order.intent.action, payload)


@asynccontextmanager
async def small_csms(
    csms: SmallCsms, *stations: str, pace: Pace = QUICK, role: str = "ordinary", **configured: Any
) -> AsyncIterator[RunContext]:
    """Serve the CSMS; what plays against it with these stations of its pool."""
    async with serve(csms.serve, "127.0.0.1", 0, process_request=csms.let_in, subprotocols=["ocpp2.0.1"]) as server:  # type: ignore[list-item]
        port = next(iter(server.sockets)).getsockname()[1]
        operator = SmallOperator(csms)
        operator.description = CsmsDescription(
            name="small",
            addresses={1: Address(url=f"ws://127.0.0.1:{port}/{{station}}")},
            stations=tuple(StationEntry(identity=name, password="a password of 16", role=role) for name in stations),
            tokens={"valid": IdToken("AABBCCDD")},
            pace=pace,
            configured=Configured(**configured),
        )
        yield RunContext(operator.description, operator)


def _station(path: str) -> str:
    return path.rsplit("/", 1)[-1]
