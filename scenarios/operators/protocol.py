"""The interface of every operator: a CSMS's HTTP API, a person, a class of the user's."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple, Protocol

from plugfest.scenarios.intents import IdToken, Intent
from plugfest.simulator.connection.tls import ClientCertificate


class OrderOutcome(StrEnum):
    """How an order ended, as far as the operator can tell."""

    DONE = "done"
    """The CSMS says that it carried the order out; it may say so before the message is on the wire."""
    REFUSED = "refused"
    """The CSMS will not do it, or says that it cannot: the case cannot be played."""
    FAILED = "failed"
    """The way to the CSMS is broken: API down, an error, nonsense for an answer."""
    UNKNOWN = "unknown"
    """The operator took the order and cannot tell what became of it."""


class Outcome(NamedTuple):
    """The end of an order, with the words of the CSMS or of the operator."""

    result: OrderOutcome
    detail: str = ""


@dataclass
class Order:
    """One thing asked of the operator, and what became of it. As a handle it stands for what it created."""

    number: int
    intent: Intent
    station: str
    """The identity of the station that the order is for."""
    supplied: dict[str, Any] | None = None
    """The OCPP payload that plugfest itself handed to the CSMS's API, if it did: what is relayed is no evidence."""
    created: dict[str, Any] = field(default_factory=dict)
    accepted: bool = False
    outcome: OrderOutcome | None = None
    detail: str = ""
    queued: bool = False
    """Its outcome says only that the CSMS has queued it: the message may come any time later."""
    asked_at: float = 0.0
    """Seconds since the play began; `ended_at` likewise."""
    handed_over: bool = False
    """Whether the operator was asked: before that, no message can be the order's."""
    ended_at: float | None = None
    case: str = ""
    """The case that asks, for people."""
    step: Callable[[], int | None] = field(default=lambda: None, repr=False, compare=False)
    """Gives the step that waits for the order's message, once there is one."""
    message_came: asyncio.Event = field(default_factory=asyncio.Event, repr=False, compare=False)
    """Set when a step of the case has taken the order's message."""

    def accept(self) -> None:
        """Note that the CSMS took the order; its message may come from now on, its outcome may come later."""
        self.accepted = True


class OperatorError(Exception):
    """The operator cannot work at all: a wrong address, credentials refused, a class that is not there.

    Its text says what happened, where, and what to do next.
    """


@dataclass(frozen=True, kw_only=True)
class StationSpec:
    """The station that a play needs, as the CSMS should know it."""

    identity: str | None = None
    """None: the operator may choose (or takes one of the pool)."""
    security_profile: int = 1
    role: str = "ordinary"
    """"ordinary", "uncommissioned" (not accepted at its first boot) or "disposable" (spoilt by the case)."""
    boot: "BootPolicy | None" = None


@dataclass(frozen=True, kw_only=True)
class BootPolicy:
    """How the CSMS is to answer the station's first boots, as it does while a station is being commissioned."""

    status: str
    """"Pending" or "Rejected"."""
    times: int = 1
    interval: int = 1
    """The interval of the answer, in seconds."""


@dataclass(frozen=True, kw_only=True)
class StationAccess:
    """A station that the CSMS knows: what it needs to connect."""

    identity: str
    security_profile: int
    password: str | None = None
    certificate: str | None = None
    """PEM of the client certificate with its chain (security profile 3), and its key."""
    key: str | None = field(default=None, repr=False)
    serial_number: str | None = None
    tokens: Mapping[str, IdToken] = field(default_factory=dict)
    """The tokens that the CSMS knows, by role: "valid", "valid2", "group", "invalid", "blocked", "expired",
    "master_pass", "master_pass_group", "contract" (an eMAID)."""
    connectors: tuple[int, ...] | None = None
    """How many connectors each EVSE has; None: as configured."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Further values of a station of the pool: names for the address's template."""

    @property
    def client_certificate(self) -> ClientCertificate | None:
        """The client certificate with security profile 3; None where the station has none."""
        if self.certificate is None or self.key is None:
            return None
        return ClientCertificate(f"CN={self.serial_number}", self.certificate, self.key)


class Unseen:
    """An operator's answer that it cannot tell what the CSMS holds: the validation is not judged."""

    def __repr__(self) -> str:
        return "not to be seen"


UNSEEN: Final = Unseen()


@dataclass(frozen=True)
class Confirmation:
    """The answer of a person: whether the CSMS shows what the question describes."""

    shown: bool


@dataclass(frozen=True)
class Question:
    """Something that the CSMS should now hold and show: `about` names it, `of` says which.

    `about` is one of: "variable" (of a Variable payload), "transaction" (of transactionId), "report" (of requestId),
    "station", and what the blocks add; the answer is plain data by the names that the question's block documents.
    """

    about: str
    of: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""
    """The demand of Part 6 on what is shown, in words for a person; empty where there is none."""

    def __str__(self) -> str:
        which = ", ".join(f"{key} {value}" for key, value in self.of.items())
        return f"the {self.about}" + (f" ({which})" if which else "")


class Operator(Protocol):
    """The operator: it tells the CSMS what to do where a case says "Manual Action"."""

    name: str
    is_program: bool
    """A program can be put to a negative control: an order that makes no sense must be refused."""
    provisions: bool
    """It makes stations and tokens of its own for each play; otherwise they come from the configuration's pool."""

    async def open(self) -> None:
        """Make ready; raises OperatorError when it can never work (exit code 2)."""
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...

    def cannot(self, intent: Intent) -> str | None:
        """Return why this intent cannot be asked of this CSMS; None when it can."""
        ...

    async def provision(self, spec: StationSpec) -> StationAccess:
        """Have a station known to the CSMS; raises OperatorError. Only asked for where `provisions`."""
        ...

    async def prepare(self, access: StationAccess, spec: StationSpec) -> None:
        """Make a station of the pool ready for a play; raises OperatorError. Only asked for where not `provisions`."""
        ...

    async def accept(self, access: StationAccess, spec: StationSpec) -> None:
        """Have the CSMS accept the station's next boot, now that it has had the boots of `spec.boot`.

        Only asked for where `prepare` was; a CSMS that counts the boots itself needs nothing. Raises OperatorError.
        """
        ...

    async def release(self, access: StationAccess) -> None:
        """Record that the play is over: remove the station, or leave it ready for the next."""
        ...

    async def ask(self, order: Order) -> Outcome | None:
        """Give the order; call `order.accept()` as soon as the CSMS has taken it, and return its outcome.

        None leaves the outcome that the operator has set on the order itself, as operators for plugfest 0.1 do.

        It may return only after the station has answered, or long before the message is on the wire: the engine waits
        for neither. When the play is over a pending call is cancelled; an order not delivered is then to be withdrawn
        where the CSMS can, so that it does not leak into the next case.
        """
        ...

    async def sees(self, question: Question, station: str) -> object:
        """Return what the CSMS now holds, as plain data; UNSEEN when this operator cannot tell.

        A person answers a question that says what to look for by a Confirmation.
        """
        ...


async def give(operator: Operator, order: Order) -> None:
    """Have an operator carry an order out, and keep the outcome in the order."""
    outcome = await operator.ask(order)
    if outcome is not None:
        order.outcome, order.detail = outcome
