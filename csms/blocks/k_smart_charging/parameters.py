"""Parameters of operations for charging limits."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from plugfest.csms.blocks.e_transactions.status import TransactionId
from plugfest.csms.blocks.parameters import EvseId, RequestBody

Purpose = Literal["ChargingStationMaxProfile", "TxDefaultProfile", "TxProfile"]
Kind = Literal["Absolute", "Recurring", "Relative"]
Unit = Literal["A", "W"]
Amount = Annotated[float, msgspec.Meta(ge=0, le=10_000_000)]
Seconds = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
StackLevel = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
ProfileId = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]
LONGEST = 31 * 86_400
"""Seconds that a composite schedule covers at most."""
Phases = Annotated[int, msgspec.Meta(ge=1, le=3)]


class Step(RequestBody):
    """A limit that applies from this many seconds after the schedule's start."""

    start: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
    limit: Amount
    phases: Phases | None = None


class LimitCharging(RequestBody):
    """Limit charging on an EVSE, on all of them (0), of the station or of the transaction that is running.

    Give one `limit`, or `steps` over time. The CSMS chooses absent members.
    """

    purpose: Purpose
    evse: EvseId
    unit: Unit
    limit: Amount | None = None
    steps: Annotated[list[Step], msgspec.Meta(min_length=1, max_length=1024)] | None = None
    phases: Phases | None = None
    kind: Kind | None = None
    recurrence: Literal["Daily", "Weekly"] | None = None
    start: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    """When the schedule begins; absent: now."""
    duration: Seconds | None = None
    valid_for: Seconds | None = None
    """How long the profile is valid, from now; absent: until it is replaced or cleared."""
    stack_level: StackLevel | None = None
    transaction: TransactionId | None = None
    replaces: str | None = None
    """The operation whose profile is replaced; absent: the profile with the same purpose, EVSE and stack level."""


class ClearLimit(RequestBody):
    """Clear one charging profile."""

    profile_id: Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]


class ClearLimits(RequestBody):
    """Clear the charging profiles that meet all of these criteria; at least one is needed."""

    evse: EvseId | None = None
    purpose: Purpose | None = None
    stack_level: StackLevel | None = None


class AskProfiles(RequestBody):
    """Let the station report its charging profiles: the one with this id, or all that meet the criteria."""

    evse: EvseId | None = None
    purpose: Purpose | Literal["ChargingStationExternalConstraints"] | None = None
    stack_level: StackLevel | None = None
    source: Literal["EMS", "Other", "SO", "CSO"] | None = None
    profile_id: ProfileId | None = None
    profile_ids: Annotated[list[ProfileId], msgspec.Meta(min_length=1, max_length=1000)] | None = None
    """Several profiles by their ids."""


class AskComposite(RequestBody):
    """Ask for the schedule that results from all profiles, for an EVSE or the station (0), over so many seconds."""

    evse: EvseId
    duration: Annotated[int, msgspec.Meta(ge=1, le=LONGEST)]
    unit: Unit | None = None
