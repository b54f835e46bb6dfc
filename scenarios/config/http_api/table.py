"""The `[operator]` table of kind "http": which requests perform an intent, and what the answers mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

SECONDS = {"minimum": 0}
METHODS = {"enum": ["GET", "POST", "PUT", "PATCH", "DELETE"]}

Conditions = Mapping[str, Any]
"""Conditions by name or JSONPath: a value, a list of values, `{present = true}`, `{absent = true}` or
`{pattern = "..."}`."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Rules for an answer: all must hold, and for a JSONPath every value that it finds must match."""

    status: tuple[int, ...] = ()
    """The HTTP status; none: any from 200 to 299."""
    json: Conditions = field(default_factory=dict)
    """By JSONPath, of the answer's JSON body."""
    text: str | None = None
    """A pattern (regular expression) that the body must contain."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """One HTTP request. Texts are templates: `{station.identity}`, `{type}`, `{order.created.job}`, `{payload}`."""

    method: Annotated[str, METHODS] = "POST"
    url: str
    """Absolute, or relative to base_url."""
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    """The JSON body. A template that is a whole value keeps its type."""
    form: Mapping[str, Any] | None = None
    """An application/x-www-form-urlencoded body."""
    multipart: Mapping[str, Any] | None = None
    """A multipart/form-data body."""
    graphql: str | None = None
    """A GraphQL document; `variables` go with it. Errors in the answer refuse the order."""
    variables: Mapping[str, Any] = field(default_factory=dict)
    success: Rules | None = None
    """Rules for an answer that accepts the order; none: any status from 200 to 299."""
    refused: Rules | None = None
    """An answer like this is a refusal, whatever its status."""
    reason: str | None = None
    """JSONPath of the CSMS's reason for the refusal."""
    capture: Mapping[str, str] = field(default_factory=dict)
    """Values to keep, by JSONPath: `{order.created.NAME}` from then on, and in the orders that refer to this one."""
    timeout: Annotated[float, SECONDS] = 30.0


@dataclass(frozen=True, kw_only=True)
class Poll(Request):
    """A poll for the outcome of an order: repeated until one of its rules fits."""

    method: Annotated[str, METHODS] = "GET"
    every: Annotated[float, {"exclusiveMinimum": 0}] = 0.5
    within: Annotated[float, SECONDS] = 60.0
    """After this long the outcome is unknown."""
    done: Rules
    failed: Rules | None = None
    """The CSMS could not execute the order: its own error, a lost job."""


@dataclass(frozen=True, kw_only=True)
class Callback:
    """The CSMS posts the outcome to `{callback}`, an address that plugfest serves for each order."""

    done: Rules | None = None
    """None: any posted body that is not a refusal."""
    refused: Rules | None = None
    failed: Rules | None = None
    reason: str | None = None
    capture: Mapping[str, str] = field(default_factory=dict)
    within: Annotated[float, SECONDS] = 60.0


@dataclass(frozen=True, kw_only=True)
class Step(Request):
    """One request of an intent, and how its outcome is determined when the answer does not contain it."""

    url: str = ""
    """Absolute, or relative to base_url."""
    like: str | None = None
    """The shape whose keys the step inherits; tables are merged."""

    confirms: Annotated[str, {"enum": ["", "queued", "sent", "answered"]}] = ""
    """The meaning of a success without poll and callback: as in the operator's own table."""
    when: Conditions = field(default_factory=dict)
    """Only for intents with parameters like these; otherwise the step is left out."""
    poll: Poll | None = None
    callback: Callback | None = None
    cancel: Request | None = None
    """Cancels the order once no case waits for it, so that its message does not arrive in the next case."""


@dataclass(frozen=True, kw_only=True)
class LookUp(Request):
    """A value that only the CSMS knows, found by a request: `{NAME}` in templates, where NAME is the look-up's name."""

    method: Annotated[str, METHODS] = "GET"
    value: str
    """JSONPath of the value; the first that it finds."""
    keep: Annotated[str, {"enum": ["order", "station", "run"]}] = "order"
    """How long the value may be reused."""
    within: Annotated[float, SECONDS] = 5.0
    """How long to repeat the request while the value is absent."""


@dataclass(frozen=True, kw_only=True)
class Show(Request):
    """How to read the present data of the CSMS."""

    method: Annotated[str, METHODS] = "GET"
    items: str | None = None
    """JSONPath of the items when there are several: the answer is a list, and `$` in `show` is each item."""
    show: Mapping[str, str]
    """JSONPaths by the names of the answer's members, dotted where nested (`component.name`)."""


@dataclass(frozen=True, kw_only=True)
class Auth:
    """How to authenticate."""

    kind: Annotated[str, {"enum": ["none", "bearer", "basic", "oauth"]}] = "none"
    """"oauth" is the OAuth 2.0 client credentials grant."""
    token: str | None = None
    user: str | None = None
    password: str | None = None
    token_url: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    scope: str | None = None
    audience: str | None = None


@dataclass(frozen=True, kw_only=True)
class CallbackServer:
    """The server that receives outcomes for plugfest."""

    host: str = "127.0.0.1"
    port: Annotated[int, {"minimum": 0, "maximum": 65535}] = 0
    """0: any free one."""
    url: str | None = None
    """The address that the CSMS uses when it differs: behind a proxy, in a container."""


@dataclass(frozen=True, kw_only=True)
class HttpTable:
    """An HTTP API as an operator."""

    kind: Annotated[str, {"const": "http"}]
    base_url: Annotated[str, {"pattern": "^https?://"}]
    auth: Auth = Auth()
    headers: Mapping[str, str] = field(default_factory=dict)
    """With every request."""
    trust: str | None = None
    """PEM file with the roots that the API's certificate must lead to; none: the system's."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Constants of your own for templates: `{values.tenant}`."""
    maps: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Translations for templates: `{type|reset}` is the entry of `[operator.maps.reset]` for the type."""
    lookups: Mapping[str, LookUp] = field(default_factory=dict)
    intents: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    """The steps that perform an intent, by the intent's name."""
    shapes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Shared parts of several steps, for their `like`."""
    confirms: Annotated[str, {"enum": ["queued", "sent", "answered"]}] = "queued"
    """The meaning of a success without poll and callback: the CSMS has "queued" the order, has "sent" its message,
    or the station has "answered" it. `plugfest check` finds out which."""
    default: tuple[Step, ...] = ()
    """For every intent that has no steps of its own: for an API that takes OCPP payloads."""
    provision: tuple[Step, ...] = ()
    """Creates the station of a play in the CSMS. Without it, stations are taken from the pool."""
    release: tuple[Step, ...] = ()
    """Removes it again."""
    prepare: tuple[Step, ...] = ()
    """Prepares a station of the pool for a play: `{boot.status}` is the status for its first boots."""
    accept: tuple[Step, ...] = ()
    """Has its next boot accepted after those configured by `prepare`; for a CSMS that does not count them."""
    restore: tuple[Step, ...] = ()
    """Restores its former state."""
    sees: Mapping[str, Show] = field(default_factory=dict)
    """By the subject of the question: "variables", "reports", "transactions", "station"..."""
    cancel: Request | None = None
    """Cancels an order whose step has no `cancel` of its own."""
    callback_server: CallbackServer = CallbackServer()
    requests_per_second: Annotated[float | None, {"exclusiveMinimum": 0}] = None
    patience: Annotated[float, SECONDS] = 60.0
    """How long to repeat a request that is answered by 429 or 503 with Retry-After."""
