"""The echo check: what passes against a CSMS that understands nothing, while its operator says "done" to everything.

It lets everybody in, answers every call in one of three thoughtless ways and never sends anything of its own. No case
that has an order may pass; the others that do are named, each with a reason.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.config.description import Address, CsmsDescription, Pace
from plugfest.scenarios.engine.run_case import RunContext, run_case
from plugfest.scenarios.operators.base import BaseOperator
from plugfest.scenarios.operators.credentials import fresh_identity, fresh_password, fresh_tokens
from plugfest.scenarios.operators.protocol import Order, OrderOutcome, Outcome, StationAccess, StationSpec
from plugfest.scenarios.selfcheck.samples import sample
from plugfest.scenarios.suites.suite import Suite

Answering = Callable[[str, Any], Any]
"""(action, payload of the request) -> payload of the answer."""

PACE = Pace(
    connect=10, answer=5, message=0.2, order=2, look_further=0, unasked=0.1, quiet=0.2, reconnect_pause=0, settling=0
)
AGREES: dict[str, dict[str, Any]] = {
    "BootNotification": {"interval": 1},
    "Authorize": {"idTokenInfo": {"status": "Accepted"}},
    "TransactionEvent": {"idTokenInfo": {"status": "Accepted"}},
}
"""What an agreeable CSMS says beyond the least that the schema wants."""

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
"""What passes against a CSMS that says what the schema wants, and why: Part 6 asks for no more in these cases."""


def nothing(action: str, payload: Any) -> Any:
    """`{}`."""
    return {}


def echo(action: str, payload: Any) -> Any:
    """What came."""
    return payload


def agreeable(action: str, payload: Any) -> Any:
    """Whatever the schema wants, the first of its values: most often "Accepted"."""
    return {**sample(f"{action}Response", ()), **AGREES.get(action, {})}


@dataclass(frozen=True)
class StubCsms:
    """One way to answer without a thought, and what may pass with it."""

    what: str
    answering: Answering
    may_pass: frozenset[str]


STUB_CSMS = (
    StubCsms("answers {} to everything", nothing, frozenset()),
    StubCsms("answers with what it was sent", echo, frozenset()),
    StubCsms("answers whatever the schema wants", agreeable, frozenset(REASON_OF)),
)


@dataclass(frozen=True)
class EchoCheck:
    """What came of the echo check with one way of answering."""

    suite: Suite
    csms: StubCsms
    records: tuple[dict[str, Any], ...]

    @property
    def passed(self) -> frozenset[str]:
        """The cases that passed."""
        return frozenset(record["id"] for record in self.records if record["verdict"] == "PASS")

    @property
    def wrongly(self) -> tuple[str, ...]:
        """The cases that passed, and have an order or no written reason."""
        ordered = {record["id"] for record in self.records if self.suite.scenarios[record["id"]].orders}
        return tuple(sorted(self.passed & ordered | self.passed - self.csms.may_pass))


class DoneOperator(BaseOperator):
    """CertificateStatus "done" to everything, and does nothing."""

    name = "done"
    provisions = True

    async def provision(self, spec: StationSpec) -> StationAccess:
        """A station that no CSMS has heard of; this one lets everybody in."""
        identity = fresh_identity()
        return StationAccess(
            identity=identity,
            security_profile=spec.security_profile,
            password=fresh_password(),
            serial_number=identity[:25],
            tokens=fresh_tokens(),
        )

    async def ask(self, order: Order) -> Outcome:
        """Done, it says."""
        order.accept()
        return Outcome(OrderOutcome.DONE)


@asynccontextmanager
async def stub_run_context(answering: Answering) -> AsyncIterator[RunContext]:
    """A CSMS that answers in that way, on a free port of the loopback, with its operator."""

    async def talk(connection: ServerConnection) -> None:
        try:
            async for text in connection:
                message = json.loads(text)
                if message[0] == 2:
                    await connection.send(json.dumps([3, message[1], answering(message[2], message[3])]))
        except ConnectionClosed:
            return

    async with serve(talk, "127.0.0.1", 0, subprotocols=[Subprotocol("ocpp2.0.1")]) as server:
        url = f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/{{station}}"
        configured = Configured(renegotiation=0.2)
        description = CsmsDescription(name="echo", addresses={1: Address(url=url)}, pace=PACE, configured=configured)
        yield RunContext(description, DoneOperator())


async def check_echo(suite: Suite, csms: StubCsms, cases: Sequence[str], at_once: int = 40) -> EchoCheck:
    """Play these cases against a CSMS that answers in that way."""
    limit = asyncio.Semaphore(at_once)
    async with stub_run_context(csms.answering) as run_context:

        async def one(case: str) -> dict[str, Any]:
            async with limit:
                return await run_case(suite.cases[case], suite.scenarios[case], run_context)

        return EchoCheck(suite, csms, tuple(await asyncio.gather(*map(one, cases))))
