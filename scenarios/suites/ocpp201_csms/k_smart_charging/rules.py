"""Demands of Part 2 on every charging profile that a CSMS sends, each with the id of its requirement.

Apply them to `chargingProfile`: as they are if the case itself demands compliance with Part 2, else inside `beyond`.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from plugfest.scenarios.language import (
    ABSENT,
    ANY,
    CsmsCall,
    all_of,
    at_most,
    depending,
    equals,
    every,
    first,
    is_number,
    other_than,
    that,
)

MAX_PROFILE = "ChargingStationMaxProfile"
EXTERNAL = "ChargingStationExternalConstraints"
TYPE = "Part 2, ChargingProfileType"
_MOST_PERIODS = 1024
"""The maximum number of periods that the schema allows in a schedule."""


def _form(profile: dict[str, Any]) -> dict[str, Any]:
    kind = profile.get("chargingProfileKind")
    never_relative = profile.get("chargingProfilePurpose") == MAX_PROFILE
    return {
        "chargingProfilePurpose": other_than(EXTERNAL).per("K01.FR.22"),
        **({"chargingProfileKind": other_than("Relative").per("K01.FR.38")} if never_relative else {}),
        "recurrencyKind": (ANY if kind == "Recurring" else ABSENT).per("K01.FR.60"),
        "chargingSchedule": every(
            {
                "startSchedule": ABSENT.per("K01.FR.41") if kind == "Relative" else ANY.per("K01.FR.40"),
                "chargingSchedulePeriod": all_of(
                    first({"startPeriod": equals(0).per("K01.FR.31")}),
                    that("must be ordered by startPeriod", _rising).per("K01.FR.35"),
                    every(_PERIOD),
                ),
            }
        ),
    }


def _rising(periods: Any) -> bool:
    if not isinstance(periods, list):
        return False
    starts: list[Any] = [period.get("startPeriod") for period in periods if isinstance(period, dict)]
    return all(map(is_number, starts)) and all(earlier < later for earlier, later in pairwise(starts))


_PERIOD = {
    "limit": that(
        "must be a number with one decimal at most", lambda value: is_number(value) and round(value, 1) == value
    ).per("Part 2, ChargingSchedulePeriodType"),
    # A station that can switch phases would report ACPhaseSwitchingSupported; this one does not.
    "phaseToUse": ABSENT.per("K01.FR.19, FR.20"),
}

FORM = depending(_form)
"""The demands on purpose, kind, start and periods that can be checked on the profile alone."""

ONE_SCHEDULE = {
    "chargingSchedule": that("must be one schedule only", lambda all_: isinstance(all_, list) and len(all_) == 1).per(
        "K01.FR.34"
    )
}
"""The demand for a single schedule, which holds outside ISO 15118."""

TRANSACTION_NAMED = depending(
    lambda profile: {
        "transactionId": ANY.per("K01.FR.03")
        if profile.get("chargingProfilePurpose") == "TxProfile"
        else ABSENT.per(TYPE)
    }
)
"""The demand for a transactionId in the TxProfile of a SetChargingProfileRequest, and for none in others."""

SOUND = all_of(FORM, ONE_SCHEDULE, TRANSACTION_NAMED)
"""All demands of Part 2 on the profile of a SetChargingProfileRequest that need no other message."""


CRITERIA = that(
    "must name a profile's id, or another criterion", lambda given: isinstance(given, dict) and bool(given)
).per("K09.FR.03")
"""The demand for at least one criterion in the `chargingProfile` of a GetChargingProfilesRequest."""


def sound_offer(needs: Mapping[str, Any], before: Sequence[dict[str, Any]] = ()) -> Any:
    """Return Part 2's demands on a profile for an EV with these needs; `before` are the earlier requests."""
    tuples = needs.get("maxScheduleTuples", _MOST_PERIODS)
    schedules = all_of(
        at_most(3).per("K15.FR.07, K17.FR.07"),
        every({"chargingSchedulePeriod": at_most(tuples).per("K15.FR.07, K17.FR.07")}),
    )
    return all_of(FORM, TRANSACTION_NAMED, {"chargingSchedule": schedules}, beside(before))


def beside(before: Sequence[dict[str, Any]]) -> Any:
    """Require a TxProfile that does not compete with one in `before`, the earlier requests of its transaction."""
    earlier = [request["chargingProfile"] for request in before if isinstance(request.get("chargingProfile"), dict)]
    return that(
        "must replace the TxProfile before it, by its id, or take another stack level",
        lambda profile: isinstance(profile, dict) and not any(_compete(profile, other) for other in earlier),
    ).per("K01.FR.39")


def place_of(request: CsmsCall) -> dict[str, Any]:
    """Return the demand on the EVSE of a request: a ChargingStationMaxProfile is only allowed on EVSE 0."""
    profile = request.get("chargingProfile")
    purpose = profile.get("chargingProfilePurpose") if isinstance(profile, dict) else None
    return {"evseId": equals(0).per("K04.FR.03")} if purpose == MAX_PROFILE else {}


def _compete(profile: dict[str, Any], other: dict[str, Any]) -> bool:
    same_place = all(profile.get(name) == other.get(name) for name in ("stackLevel", "transactionId"))
    return same_place and profile.get("id") != other.get("id")
