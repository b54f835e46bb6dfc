"""The interface of every operator: a CSMS's HTTP API, a person, a user's class."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple, Protocol

from plugfest.scenarios.intents import IdToken, Intent
from plugfest.simulator.connection.tls import ClientCertificate


class OrderOutcome(StrEnum):
    """The result of an order, as far as the operator knows it."""

    DONE = "done"
    """The CSMS reports that it performed the order, possibly before it has sent the message."""
    REFUSED = "refused"
    """The CSMS refuses the order or cannot perform it: the case cannot be played."""
    FAILED = "failed"
    """The API does not work: no connection, an error, or an invalid answer."""
    UNKNOWN = "unknown"
    """The operator accepted the order but does not know its outcome."""


class Outcome(NamedTuple):
    """The result of an order, with the text of the CSMS or of the operator."""

    result: OrderOutcome
    detail: str = ""


@dataclass
class Order:
    """One order to the operator and its outcome. As a handle it represents the object that it created."""

    number: int
    intent: Intent
    station: str
    """The identity of the order's station."""
    supplied: dict[str, Any] | None = None
    """The OCPP payload that plugfest itself passed to the CSMS's API, if any: relayed content is no evidence."""
    created: dict[str, Any] = field(default_factory=dict)
    accepted: bool = False
    outcome: OrderOutcome | None = None
    detail: str = ""
    queued: bool = False
    """Its outcome only means that the CSMS has queued it: the message may arrive at any later time."""
    asked_at: float = 0.0
    """Seconds since the play began; `ended_at` likewise."""
    handed_over: bool = False
    """Whether the operator was called: before that, no message can belong to the order."""
    ended_at: float | None = None
    case: str = ""
    """The case of the order, for display."""
    step: Callable[[], int | None] = field(default=lambda: None, repr=False, compare=False)
    """Returns the step that waits for the order's message, once there is one."""
    message_came: asyncio.Event = field(default_factory=asyncio.Event, repr=False, compare=False)
    """Set when a step of the case has taken the order's message."""

    def accept(self) -> None:
        """Record that the CSMS accepted the order; its message may arrive from now on, its outcome later."""
        self.accepted = True


class OperatorError(Exception):
    """The operator cannot work at all: a wrong address, refused credentials, a missing class.

    The text states what happened, where, and what to do next.
    """


@dataclass(frozen=True, kw_only=True)
class StationSpec:
    """The station that a play needs, with its configuration in the CSMS."""

    identity: str | None = None
    """None: the operator may choose (or takes one of the pool)."""
    security_profile: int = 1
    role: str = "ordinary"
    """"ordinary", "uncommissioned" (not accepted at its first boot) or "disposable" (changed by the case)."""
    boot: "BootPolicy | None" = None


@dataclass(frozen=True, kw_only=True)
class BootPolicy:
    """The CSMS's answers to the station's first boots, as during commissioning."""

    status: str
    """"Pending" or "Rejected"."""
    times: int = 1
    interval: int = 1
    """The interval of the answer, in seconds."""


@dataclass(frozen=True, kw_only=True)
class StationAccess:
    """The data that a station known to the CSMS needs to connect."""

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
    """The number of connectors of each EVSE; None: as configured."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Further values of a station of the pool: names for the address's template."""

    @property
    def client_certificate(self) -> ClientCertificate | None:
        """Return the client certificate for security profile 3; None when the station has none."""
        if self.certificate is None or self.key is None:
            return None
        return ClientCertificate(f"CN={self.serial_number}", self.certificate, self.key)


class Unseen:
    """The answer of an operator that cannot read the CSMS's data: the validation is not judged."""

    def __repr__(self) -> str:
        return "not to be seen"


UNSEEN: Final = Unseen()


@dataclass(frozen=True)
class Confirmation:
    """The answer of a person: whether the CSMS shows the data of the question."""

    shown: bool


@dataclass(frozen=True)
class Question:
    """Data that the CSMS should show: `about` is its kind, `of` identifies it.

    `about` is one of: "variable" (of a Variable payload), "transaction" (of transactionId), "report" (of requestId),
    "station", and what the blocks add; the answer is plain data by the names that the question's block documents.
    """

    about: str
    of: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""
    """The requirement of Part 6 on the data, as text for a person; empty when there is none."""

    def __str__(self) -> str:
        which = ", ".join(f"{key} {value}" for key, value in self.of.items())
        return f"the {self.about}" + (f" ({which})" if which else "")


class Operator(Protocol):
    """The operator: performs the manual actions of cases at the CSMS."""

    name: str
    is_program: bool
    """The operator is a program, so `plugfest check` tests it by an invalid order that it must refuse."""
    provisions: bool
    """It creates stations and tokens for each play; otherwise they come from the configured pool."""

    async def open(self) -> None:
        """Prepare the operator; raises OperatorError when it can never work (exit code 2)."""
        ...

    async def close(self) -> None:
        """Release all resources."""
        ...

    def cannot(self, intent: Intent) -> str | None:
        """Return why this CSMS cannot perform this intent; None when it can."""
        ...

    async def provision(self, spec: StationSpec) -> StationAccess:
        """Create a station in the CSMS; raises OperatorError. Only called if `provisions`."""
        ...

    async def prepare(self, access: StationAccess, spec: StationSpec) -> None:
        """Prepare a station of the pool for a play; raises OperatorError. Only called if not `provisions`."""
        ...

    async def accept(self, access: StationAccess, spec: StationSpec) -> None:
        """Have the CSMS accept the station's next boot, after the boots of `spec.boot`.

        Only called after `prepare`; a CSMS that counts the boots itself needs nothing. Raises OperatorError.
        """
        ...

    async def release(self, access: StationAccess) -> None:
        """Release the station after a play: remove it, or leave it ready for the next play."""
        ...

    async def ask(self, order: Order) -> Outcome | None:
        """Perform the order; call `order.accept()` as soon as the CSMS has accepted it, and return its outcome.

        None keeps the outcome that the operator has set on the order itself, as operators for plugfest 0.1 do.

        It may return only after the station has answered, or long before the message is on the wire: the engine waits
        for neither. When the play is over a pending call is cancelled; an order not delivered is then to be withdrawn
        where the CSMS can, so that it does not leak into the next case.
        """
        ...

    async def sees(self, question: Question, station: str) -> object:
        """Return the data that the CSMS shows, as plain data; UNSEEN when this operator cannot read it.

        A person answers a question with a text by a Confirmation.
        """
        ...


async def give(operator: Operator, order: Order) -> None:
    """Have an operator perform an order, and store the outcome in the order."""
    outcome = await operator.ask(order)
    if outcome is not None:
        order.outcome, order.detail = outcome
