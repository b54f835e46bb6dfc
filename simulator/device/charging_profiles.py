"""Rules for charging profiles (use case K01): on a profile itself, and in relation to installed ones."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import msgspec

from plugfest.simulator.device.clock import moment_of
from plugfest.simulator.device.messages import Payload

Objection = tuple[str, str]
"""A reason code and a text."""

_LONGEST = 10 * 366 * 86400
_EVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


class InstalledProfile(msgspec.Struct, frozen=True):
    """A profile, the EVSE it is installed on (0: the station) and who set it (a ChargingLimitSource)."""

    evse: int
    profile: dict[str, Any]
    source: str = "CSO"

    @property
    def id(self) -> int:
        """The profile's id."""
        return int(self.profile["id"])

    @property
    def purpose(self) -> str:
        """The profile's purpose."""
        return str(self.profile["chargingProfilePurpose"])

    @property
    def transaction(self) -> str:
        """The id of the profile's transaction, casefolded for comparison; empty if it names none."""
        return str(self.profile.get("transactionId", "")).casefold()

    @property
    def stack_level(self) -> int:
        """The profile's stack level; the highest valid one applies (K01.FR.17)."""
        return int(self.profile["stackLevel"])


def objection_to_form(
    profile: Payload, *, rate_units: Iterable[str], max_periods: int, phases: int
) -> Objection | None:
    """Return the objection to the schedules of a profile; None if they are valid."""
    schedules = profile["chargingSchedule"]
    relative = profile["chargingProfileKind"] == "Relative"
    if (profile["chargingProfileKind"] == "Recurring") != ("recurrencyKind" in profile):
        return "InvalidProfile", "recurrencyKind belongs to Recurring profiles, and to them only"
    if profile["stackLevel"] < 0:
        return "InvalidStackLevel", "There is no negative stack level"
    if _validity(profile)[0] >= _validity(profile)[1]:
        return "InvalidProfile", "validFrom is not before validTo"
    for schedule in schedules:
        if relative == ("startSchedule" in schedule):
            return "InvalidSchedule", "startSchedule is needed unless the kind is Relative (K01.FR.40, K01.FR.41)"
        if schedule["chargingRateUnit"] not in rate_units:
            return "UnsupportedRateUnit", f"The unit {schedule['chargingRateUnit']} is not supported"
        if schedule.get("duration", 1) <= 0 or schedule.get("duration", 0) > _LONGEST:
            return "InvalidSchedule", "A schedule lasts between a second and ten years"
        objection = _objection_to_periods(schedule["chargingSchedulePeriod"], max_periods, phases)
        if objection:
            return objection
    return None


def _objection_to_periods(periods: list[dict[str, Any]], max_periods: int, phases: int) -> Objection | None:
    starts = [period["startPeriod"] for period in periods]
    if starts[0] != 0 or any(later <= earlier for earlier, later in pairwise(starts)):
        return "InvalidSchedule", "The periods have to rise from startPeriod 0 (K01.FR.31, K01.FR.35)"
    if starts[-1] > _LONGEST:
        return "InvalidSchedule", "No period starts after ten years"
    if len(periods) > max_periods:
        return "TooManyElements", f"At most {max_periods} periods fit in a schedule"
    for period in periods:
        if "phaseToUse" in period:
            return "InvalidSchedule", "The phase cannot be chosen on this station (K01.FR.48)"
        if period["limit"] < 0:
            return "InvalidSchedule", "A limit is never negative"
        if not 1 <= period.get("numberPhases", phases) <= 3:
            return "InvalidSchedule", "There are one to three phases"
    return None


def objection_beside(new: InstalledProfile, others: Iterable[InstalledProfile]) -> Objection | None:
    """Return the conflict of a profile with the installed ones, or None (K01.FR.06, FR.39, FR.52, FR.53)."""
    for old in others:
        if (old.id, old.purpose, old.stack_level) == (new.id, new.purpose, new.stack_level):
            continue
        if old.id == new.id and old.purpose == "ChargingStationExternalConstraints":
            return "InvalidProfile", "This id belongs to a limit that was set by others (K01.FR.05)"
        if old.id == new.id or (old.purpose, old.stack_level) != (new.purpose, new.stack_level):
            continue
        if new.purpose == "TxProfile":
            if old.transaction == new.transaction:
                return "DuplicateProfile", f"Profile {old.id} has this stack level for this transaction"
        elif (old.evse == new.evse or 0 in (old.evse, new.evse)) and _overlap(old.profile, new.profile):
            return "DuplicateProfile", f"Profile {old.id} has this stack level and purpose"
    return None


def _validity(profile: Payload) -> tuple[datetime, datetime]:
    start, end = profile.get("validFrom"), profile.get("validTo")
    return moment_of(start) if start else _EVER[0], moment_of(end) if end else _EVER[1]


def _overlap(one: Payload, other: Payload) -> bool:
    (start, end), (other_start, other_end) = _validity(one), _validity(other)
    return start < other_end and other_start < end
