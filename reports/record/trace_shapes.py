"""The shapes of trace entries: everything that happened in a play, in order."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

Part = Literal["begin", "main", "end"]
ConnectOutcome = Literal[
    "accepted",
    "no listener",
    "silence",
    "cut",
    "TLS alert",
    "unusable TLS",
    "HTTP status",
    "broken upgrade",
    "closed",
]
Direction = Literal["station", "csms"]
MessageKind = Literal["CALL", "CALLRESULT", "CALLERROR"]
"""Type of an OCPP-J message (Part 4, section 4.1.3)."""
OrderOutcome = Literal["accepted", "done", "refused", "failed", "cancelled", "unknown"]


class _Placed(TypedDict):
    """Members of every trace entry: its index, its time since the play began, and its place in the case.

    `part` is `begin` while the initial states are being reached, `main` for the case itself, `end` for the aliveness
    check and the clean-up, which are not judged. `state` is the reusable state being played, `step` Part 6's number.
    """

    n: int
    at: float
    part: Part
    state: str | None
    step: int | None


class Tls(TypedDict):
    """Parameters that TLS negotiated."""

    version: str
    cipher: str
    server_certificate: str | None


class Http(TypedDict):
    """The HTTP answer to a WebSocket handshake."""

    status: int
    reason: str
    headers: list[list[str]]
    body: str


class Connect(_Placed):
    """A connection attempt of the station: `refused_by` is the layer, `outcome` the full result."""

    type: Literal["connect"]
    connection: int
    url: str
    subprotocols: list[str]
    security_profile: int
    credentials: Literal["basic", "certificate", "none"]
    certificate: str | None
    tls: Tls | None
    http: Http | None
    accepted: bool
    subprotocol: str | None
    refused_by: Literal["TCP", "TLS", "HTTP", "CLOSE"] | None
    outcome: NotRequired[ConnectOutcome]
    detail: str


Frame = TypedDict(
    "Frame",
    {
        "n": int,
        "at": float,
        "part": Part,
        "state": str | None,
        "step": int | None,
        "type": Literal["frame"],
        "connection": int,
        "from": Direction,
        "opcode": Literal["text", "binary"],
        "text": NotRequired[str],
        "base64": NotRequired[str],
        "size": int,
        "truncated": bool,
        "message": MessageKind | None,
        "id": str | None,
        "action": str | None,
        "answers": int | None,
        "unexpected": NotRequired[bool],
        "link": NotRequired[str | None],
        "wrong_on_purpose": NotRequired[bool],
    },
)
"""One WebSocket frame: raw `text`, or `base64` if it is not text; `size` in bytes before truncation.

For a result `action` is that of the call it answers and `answers` is the `n` of that call's entry. `link` describes
a change by the faulty link, `unexpected` means that no step expected it.
"""


class Close(_Placed):
    """The end of a connection, with the WebSocket close code if any."""

    type: Literal["close"]
    connection: int
    by: Literal["csms", "station", "network"]
    code: int | None
    reason: str


class OrderGiven(_Placed):
    """The moment at which an order was given to the operator."""

    type: Literal["order"]
    order: int
    text: str


class OrderEnded(_Placed):
    """The moment at which the outcome of an order became known."""

    type: Literal["outcome"]
    order: int
    outcome: OrderOutcome
    text: str


class Silence(_Placed):
    """A wait in which no message was to come and none came."""

    type: Literal["silence"]
    seconds: float
    text: str


class Note(_Placed):
    """An observation. `habit` is true for a declared habit of the CSMS."""

    type: Literal["note"]
    text: str
    habit: NotRequired[bool]


Entry = Connect | Frame | Close | OrderGiven | OrderEnded | Silence | Note
