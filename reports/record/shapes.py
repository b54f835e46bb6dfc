"""The shapes of the run record, line by line.

These are typed plain dictionaries, so that a line is written with `json.dumps` and read with `json.loads` without
conversion. A test keeps the published JSON Schema (`schema-1.json`) equal to them. Times of day are RFC 3339 in UTC
with milliseconds, durations and offsets are seconds.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from plugfest.reports.record.trace_shapes import Entry, OrderOutcome, Part

Verdict = Literal["PASS", "FAIL", "INCONCLUSIVE", "NOT_APPLICABLE", "ERROR", "NOT_RUN"]
CauseCode = Literal[
    "validation-violated",
    "schema",
    "framing",
    "general-rule",
    "message-missing",
    "order-refused",
    "order-failed",
    "state-not-reached",
    "configured-value-missing",
    "connection-lost",
    "csms-died",
    "station-refused",
    "interval-too-long",
    "not-claimed",
    "cannot",
    "refused-by-declaration",
    "scenario-broke",
    "nothing-checked",
    "not-selected",
    "not-written",
    "interrupted",
    "no-operator",
    "relayed",
    "process-paused",
]
Profile = Literal[
    "core",
    "advanced-security",
    "local-list",
    "smart-charging",
    "device-management",
    "reservation",
    "user-interface",
    "iso15118",
]
Demand = Literal["M", "C"]
Weight = Literal["required", "advised", "beyond"]
ValidationKind = Literal["own", "state", "automatic"]
ValidationOutcome = Literal["met", "violated", "not judged", "relayed"]


class Cause(TypedDict):
    """Reason that a case did not pass, for programs (`code`) and for people (`text`, one line)."""

    code: CauseCode
    text: str


class Excuse(TypedDict):
    """Baseline entry of a case that is expected not to pass."""

    reason: str
    link: str | None
    until: str | None


class Claims(TypedDict):
    """Support that the CSMS claims (Part 5): certification profiles, features (C-13...), questions (AQ-12...)."""

    profiles: list[Profile]
    features: dict[str, bool]
    questions: dict[str, bool]


class SystemUnderTest(TypedDict):
    """The CSMS of a run: its name, its operator, its addresses by security profile, its claims."""

    name: str
    description: str
    operator: str
    addresses: dict[str, str]
    claims: Claims
    configuration: str | None


class Shard(TypedDict):
    """Part of a run that was split over machines: `number` of `of`, from 1."""

    number: int
    of: int


class Options(TypedDict):
    """Options of the run."""

    strict: bool
    no_relayed: NotRequired[bool]
    workers: int
    selection: list[str]
    shard: NotRequired[Shard | None]


class Header(TypedDict):
    """The first line: CSMS, time, versions, edition and errata.

    `rules` is the version of plugfest's rules: verdicts of different versions may differ without a change of the CSMS.
    """

    kind: Literal["header"]
    format: Literal[1]
    suite: NotRequired[str]
    """The played suite of cases; absent in records before plugfest 0.2."""
    run: str
    started: str
    plugfest: str
    python: str
    platform: str
    edition: str
    errata: str
    csms: SystemUnderTest
    options: Options
    configured: dict[str, object]
    secrets: Literal["replaced"]
    rules: NotRequired[int]
    person: NotRequired[str]
    """The person who ran it, if a name was given in the console."""


class Needs(TypedDict):
    """Orders to the operator and configured values that a case needs, by name."""

    orders: list[str]
    configured: list[str]


class Validation(TypedDict):
    """One demand on the CSMS, and its outcome.

    `entry` is the `n` of the judged trace entry; null without one. `present` is false if the field at `path` was
    missing. Only those of kind `own` with outcome `met` are evidence for a PASS; `relayed` ones are true, but of
    content that plugfest itself had supplied to the CSMS's API. `rule` names the kind of demand for programs: equals,
    absent, sent, answered, schema...
    """

    n: int
    entry: int | None
    part: Part
    state: str | None
    step: int | None
    kind: ValidationKind
    subject: str
    path: str
    rule: NotRequired[str]
    matcher: str
    expected: object
    actual: object
    present: bool
    weight: Weight
    outcome: ValidationOutcome
    text: str
    source: str | None


class Order(TypedDict):
    """One order to the operator, with its outcome. `supplied` is the payload that plugfest itself gave."""

    order: int
    intent: str
    text: str
    parameters: dict[str, object]
    asked_at: float
    outcome: OrderOutcome
    detail: str
    ended_at: float | None
    supplied: object


Wait = TypedDict("Wait", {"for": str, "seconds": float})
"""A deliberate wait of a play: its purpose and duration."""


class Play(TypedDict):
    """One variant of a case, played. A case's verdict is that of its worst play.

    `relayed` is true for a PASS that rests on content which plugfest itself had supplied to the CSMS's API.
    """

    variant: dict[str, object]
    label: str
    verdict: Verdict
    relayed: NotRequired[bool]
    cause: Cause | None
    started: str
    duration: float
    station: str
    trace: list[Entry]
    validations: list[Validation]
    orders: list[Order]
    waits: list[Wait]


class Origin(TypedDict):
    """The earlier run from which a case was carried over, unplayed."""

    run: str
    started: str
    plugfest: str


class Remark(TypedDict):
    """A remark of a person on a case, and the number of the order that it is about, if any."""

    text: str
    by: str
    written: str
    order: NotRequired[int]


class Case(TypedDict):
    """One line per case of the catalogue, selected or not. `official` is false for those past the 251 of Part 6.

    `changed` describes a change of the case by the edition of the run that can change its verdict; `relayed` is true
    for a PASS that rests on content of plugfest alone; `carried` names the run that the line was taken from.
    """

    kind: Literal["case"]
    id: str
    block: str
    title: str
    use_cases: list[str]
    requirements: list[str]
    profiles: dict[Profile, Demand]
    feature: str | None
    official: bool
    changed: NotRequired[str | None]
    implemented: bool
    about: str | None
    needs: Needs
    verdict: Verdict
    relayed: NotRequired[bool]
    cause: Cause | None
    excused: Excuse | None
    plays: list[Play]
    started: str | None
    duration: float
    carried: NotRequired[Origin | None]
    notes: NotRequired[list[Remark]]


class Footer(TypedDict):
    """The last line. A record without one is that of an interrupted run.

    `relayed` and `excused` count official cases: passed on relayed content, and excused by the baseline.
    """

    kind: Literal["footer"]
    ended: str
    duration: float
    interrupted: bool
    counts: dict[Verdict, int]
    relayed: NotRequired[int]
    excused: NotRequired[int]
    exit: int
    unmet_baseline: list[str]
    csms_end: str | None


Line = Header | Case | Footer
