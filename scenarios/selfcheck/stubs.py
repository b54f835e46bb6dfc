"""Stub CSMSs: each answers every call without processing it, some relay the payloads that their API receives."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.config.description import Address, CsmsDescription, Pace
from plugfest.scenarios.engine.run_case import RunContext
from plugfest.scenarios.operators.base import BaseOperator
from plugfest.scenarios.operators.composer.composer import Composer
from plugfest.scenarios.operators.credentials import fresh_identity, fresh_password, fresh_tokens
from plugfest.scenarios.operators.protocol import Order, OrderOutcome, Outcome, StationAccess, StationSpec
from plugfest.scenarios.selfcheck.samples import sample

Tokens = dict[str, str]
"""Tokens that a CSMS refuses, with the status of each."""
Answering = Callable[[str, Any, Tokens], Any]
"""(action, payload of the request, tokens to refuse) -> payload of the answer, or one of the two below."""
NO_ANSWER: Final = object()
CALL_ERROR: Final = object()

PACE = Pace(
    connect=10, answer=5, message=0.2, order=2, look_further=0, unasked=0.1, quiet=0.2, reconnect_pause=0, settling=0
)
AGREES: dict[str, dict[str, Any]] = {
    "BootNotification": {"interval": 1},
    "Authorize": {"idTokenInfo": {"status": "Accepted"}},
    "TransactionEvent": {"idTokenInfo": {"status": "Accepted"}},
}
"""Members that the agreeable stub adds to the minimum that the schema requires."""

REASONS = {
    "a good name and password are all that there is to refuse": "A_01",
    "a boot that is accepted is all that is asked for": "B_01",
    "the subprotocol is agreed on by its web server, which is right": "B_58",
    "events of a transaction are answered, and an accepted token is what it always says": (
        "C_08 E_01 E_02 E_03 E_04 E_07 E_08 E_09 E_10 E_11 E_12 E_14 E_15 E_17 E_19 E_20 E_22 E_26 E_38 E_39 E_53"
    ),
    "meter values are answered; that they are kept is asked beyond Part 6": (
        "J_01 J_02 J_03 J_04 J_07 J_08 J_09 J_10 J_11"
    ),
    "events and limits are answered; that they are kept is asked beyond Part 6": (
        "G_20 K_48 K_50 K_51 N_21 N_24 N_48 N_49 N_50"
    ),
    "custom data is answered like any other": "P_03",
}
REASON_OF = {f"TC_{case}_CSMS": reason for reason, cases in REASONS.items() for case in cases.split()}
"""Cases that pass against a stub with minimal valid answers, with the reason: Part 6 requires no more there."""


TOKENS = "C_02 C_06 C_07 C_20 E_16"
"""Cases that a stub with a table of tokens can pass, because they only validate token statuses."""


def nothing(action: str, payload: Any, tokens: Tokens) -> Any:
    """Answer `{}`."""
    return {}


def echo(action: str, payload: Any, tokens: Tokens) -> Any:
    """Answer with the payload of the request."""
    return payload


def mute(action: str, payload: Any, tokens: Tokens) -> Any:
    """Send no answer."""
    return NO_ANSWER


def error(action: str, payload: Any, tokens: Tokens) -> Any:
    """Answer by a CALLERROR."""
    return CALL_ERROR


def agreeable(action: str, payload: Any, tokens: Tokens) -> Any:
    """Answer the minimum that the schema requires, with the first enum values: mostly "Accepted"."""
    return {**sample(f"{action}Response", ()), **AGREES.get(action, {})}


def plausible(action: str, payload: Any, tokens: Tokens) -> Any:
    """Answer as `agreeable` does, with the current time where the schema requires a date-time."""
    said = agreeable(action, payload, tokens)
    if "currentTime" in said:
        said["currentTime"] = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return said


def with_tokens(action: str, payload: Any, tokens: Tokens) -> Any:
    """Answer as `plausible` does, with token statuses from a table."""
    said = plausible(action, payload, tokens)
    token = payload.get("idToken") if isinstance(payload, dict) else None
    if "idTokenInfo" in said and isinstance(token, dict):
        said["idTokenInfo"] = {"status": tokens.get(str(token.get("idToken")).casefold(), "Accepted")}
    return said


@dataclass(frozen=True)
class StubCsms:
    """One way to answer without processing, and the cases that may pass with it."""

    what: str
    answering: Answering
    may_pass: frozenset[str]
    relays: bool = False
    """Its API accepts complete payloads and sends them to the station unchanged."""


STUB_CSMS = (
    StubCsms("answers nothing", mute, frozenset()),
    StubCsms("answers by a CALLERROR", error, frozenset()),
    StubCsms("answers {} to everything", nothing, frozenset()),
    StubCsms("answers with what it was sent", echo, frozenset()),
    StubCsms("answers whatever the schema wants", agreeable, frozenset(REASON_OF)),
    StubCsms("answers plausibly", plausible, frozenset(REASON_OF)),
    StubCsms("answers plausibly and relays what its API is given", plausible, frozenset(REASON_OF), relays=True),
    StubCsms(
        "answers plausibly, has a table of tokens and relays what its API is given",
        with_tokens,
        frozenset(REASON_OF) | {f"TC_{case}_CSMS" for case in TOKENS.split()},
        relays=True,
    ),
)


class DoneOperator(BaseOperator):
    """Reports "done" for every order, and does nothing."""

    name = "done"
    provisions = True

    def __init__(self) -> None:
        self.tokens: Tokens = {}

    async def provision(self, spec: StationSpec) -> StationAccess:
        """Return an unknown station; the stub accepts every station."""
        identity, tokens = fresh_identity(), fresh_tokens()
        for role, status in (("invalid", "Invalid"), ("blocked", "Blocked"), ("expired", "Expired")):
            self.tokens[tokens[role].idToken.casefold()] = status
        return StationAccess(
            identity=identity,
            security_profile=spec.security_profile,
            password=fresh_password(),
            serial_number=identity[:25],
            tokens=tokens,
        )

    async def ask(self, order: Order) -> Outcome:
        """Return "done" at once."""
        order.accept()
        return Outcome(OrderOutcome.DONE)


class RelayOperator(DoneOperator):
    """Passes the composed payload of the order to the CSMS, as an operator with complete payloads does."""

    def __init__(self, csms: "Running", description: CsmsDescription) -> None:
        super().__init__()
        self._csms = csms
        self._composer = Composer(description)

    async def ask(self, order: Order) -> Outcome:
        """Have the composed payload sent, and wait for the station's answer."""
        order.supplied = self._composer.compose(order)
        order.accept()
        return Outcome(await self._csms.relay(order.station, order.intent.action, order.supplied))


@dataclass
class Running:
    """A running stub CSMS: its stations, and their unanswered calls."""

    answering: Answering
    tokens: Tokens = field(default_factory=dict)
    _stations: dict[str, ServerConnection] = field(default_factory=dict)
    _turns: dict[str, asyncio.Lock] = field(default_factory=dict)
    _waiting: dict[str, "asyncio.Future[None]"] = field(default_factory=dict)

    async def talk(self, connection: ServerConnection) -> None:
        """Serve one station."""
        path = connection.request.path if connection.request is not None else ""
        self._stations[path.rpartition("/")[2]] = connection
        try:
            async for text in connection:
                await self._hear(connection, json.loads(text))
        except ConnectionClosed:
            return

    async def _hear(self, connection: ServerConnection, message: list[Any]) -> None:
        if message[0] != 2:
            waiting = self._waiting.pop(message[1], None)
            if waiting is not None and not waiting.done():
                waiting.set_result(None)
            return
        said = self.answering(message[2], message[3], self.tokens)
        if said is CALL_ERROR:
            await connection.send(json.dumps([4, message[1], "InternalError", "", {}]))
        elif said is not NO_ANSWER:
            await connection.send(json.dumps([3, message[1], said]))

    async def relay(self, station: str, action: str, payload: dict[str, Any]) -> OrderOutcome:
        """Send a payload to a station unchanged, one at a time."""
        connection = self._stations.get(station)
        if connection is None:
            return OrderOutcome.FAILED
        async with self._turns.setdefault(station, asyncio.Lock()):
            identifier = str(uuid.uuid4())
            self._waiting[identifier] = asyncio.get_running_loop().create_future()
            try:
                await connection.send(json.dumps([2, identifier, action, payload]))
                await asyncio.wait_for(self._waiting[identifier], PACE.order)
            except (ConnectionClosed, TimeoutError):
                return OrderOutcome.FAILED
        return OrderOutcome.DONE


@asynccontextmanager
async def stub_run_context(csms: StubCsms) -> AsyncIterator[RunContext]:
    """Return a CSMS of this kind, on a free port of the loopback, with its operator."""
    running = Running(csms.answering)
    async with serve(running.talk, "127.0.0.1", 0, subprotocols=[Subprotocol("ocpp2.0.1")]) as server:
        url = f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/{{station}}"
        configured = Configured(renegotiation=0.2)
        description = CsmsDescription(name="echo", addresses={1: Address(url=url)}, pace=PACE, configured=configured)
        operator = RelayOperator(running, description) if csms.relays else DoneOperator()
        running.tokens = operator.tokens
        yield RunContext(description, operator)
