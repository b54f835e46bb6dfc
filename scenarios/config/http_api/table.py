"""The `[operator]` table of kind "http": which requests carry an intent out, and what the answers mean."""

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
    """Rules for an answer; all of them hold, and for a JSONPath every value that it finds."""

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
    """Absolute, or what comes after base_url."""
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
    """Rules for an answer by which the CSMS has taken the order; none: any status from 200 to 299."""
    refused: Rules | None = None
    """An answer like this is a refusal, whatever its status."""
    reason: str | None = None
    """JSONPath of the CSMS's own words for why it refused."""
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
    """The CSMS could not carry the order out: its own error, a lost job."""


@dataclass(frozen=True, kw_only=True)
class Callback:
    """The CSMS posts the outcome to `{callback}`, an address that plugfest serves for each order."""

    done: Rules | None = None
    """None: whatever is posted and is no refusal."""
    refused: Rules | None = None
    failed: Rules | None = None
    reason: str | None = None
    capture: Mapping[str, str] = field(default_factory=dict)
    within: Annotated[float, SECONDS] = 60.0


@dataclass(frozen=True, kw_only=True)
class Step(Request):
    """One request of an intent, and how its outcome is found out when the answer does not say it."""

    url: str = ""
    """Absolute, or what comes after base_url."""
    like: str | None = None
    """A shape whose keys it takes over; tables are merged."""

    confirms: Annotated[str, {"enum": ["", "queued", "sent", "answered"]}] = ""
    """The meaning of a success without poll and callback: as in the operator's own table."""
    when: Conditions = field(default_factory=dict)
    """Only for intents with parameters like these; otherwise the step is left out."""
    poll: Poll | None = None
    callback: Callback | None = None
    cancel: Request | None = None
    """Withdraws the order when nobody waits for it any longer, so that it does not come in the next case."""


@dataclass(frozen=True, kw_only=True)
class LookUp(Request):
    """A value that only the CSMS knows, found by request: `{NAME}` in templates, NAME being the look-up's own."""

    method: Annotated[str, METHODS] = "GET"
    value: str
    """JSONPath of the value; the first that it finds."""
    keep: Annotated[str, {"enum": ["order", "station", "run"]}] = "order"
    """How long the value is good for."""
    within: Annotated[float, SECONDS] = 5.0
    """How long to ask again while the value is not there yet."""


@dataclass(frozen=True, kw_only=True)
class Show(Request):
    """How to read what the CSMS now holds."""

    method: Annotated[str, METHODS] = "GET"
    items: str | None = None
    """JSONPath of the things shown, where they are several: the answer is a list, and `$` in `show` is each of them."""
    show: Mapping[str, str]
    """By the names of the question's answer, dotted where it is nested (`component.name`), JSONPaths."""


@dataclass(frozen=True, kw_only=True)
class Auth:
    """How to be let in."""

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
    """How the CSMS reaches it, when that is another address: behind a proxy, in a container."""


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
    """Translations for templates: `{type|reset}` is looked up in `[operator.maps.reset]`."""
    lookups: Mapping[str, LookUp] = field(default_factory=dict)
    intents: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    """By the intent's name, the steps that carry it out."""
    shapes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Shared parts of several steps, for their `like`."""
    confirms: Annotated[str, {"enum": ["queued", "sent", "answered"]}] = "queued"
    """The meaning of a success without poll and callback: the CSMS has "queued" the order, has "sent" its message,
    or the station has "answered" it. `plugfest check` finds out which."""
    default: tuple[Step, ...] = ()
    """For every intent that has no steps of its own: for an API that takes OCPP payloads."""
    provision: tuple[Step, ...] = ()
    """Makes the station of a play known. Without it stations come from the pool."""
    release: tuple[Step, ...] = ()
    """Removes it again."""
    prepare: tuple[Step, ...] = ()
    """Makes a station of the pool ready for a play: `{boot.status}` is how its first boots are to be answered."""
    accept: tuple[Step, ...] = ()
    """Has its next boot accepted, after those that `prepare` asked for; for a CSMS that does not count them."""
    restore: tuple[Step, ...] = ()
    """Puts it back as it was."""
    sees: Mapping[str, Show] = field(default_factory=dict)
    """By what a question is about: "variables", "reports", "transactions", "station"..."""
    cancel: Request | None = None
    """Withdraws an order whose step has no `cancel` of its own."""
    callback_server: CallbackServer = CallbackServer()
    requests_per_second: Annotated[float | None, {"exclusiveMinimum": 0}] = None
    patience: Annotated[float, SECONDS] = 60.0
    """How long to keep asking an API that answers 429 or 503 with Retry-After."""
