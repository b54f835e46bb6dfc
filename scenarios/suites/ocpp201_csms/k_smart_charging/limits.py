"""The limits that the cases ask for, and what is demanded of the schedule that carries one."""

from typing import Any

from plugfest.scenarios.language import Configured, absent_or, advised, all_of, equals, first, that

ONE_PERIOD = that("must be one period only", lambda periods: isinstance(periods, list) and len(periods) == 1)


def without_profile(profile_id: int) -> Any:
    """A list of charging profiles, as the CSMS shows them, without the one of this id."""
    return that(
        f"must not hold charging profile {profile_id}",
        lambda held: isinstance(held, list) and all(one.get("id") != profile_id for one in held),
    )


def in_unit(amount: float, configured: Configured) -> float:
    """So many ampere, or as many kilowatt in watt, as the configured unit has it."""
    return amount if configured.charging_rate_unit == "A" else amount * 1000


def flat(limit: float, configured: Configured) -> Any:
    """The periods of a schedule with this one limit: the first is judged, more than one is unclear in the text."""
    period = {"startPeriod": 0, "limit": limit, "numberPhases": phases(configured)}
    return all_of(first(period), advised(ONE_PERIOD))


def phases(configured: Configured) -> Any:
    """The number of phases is required unless it is three, the default of a station (K01.FR.49)."""
    return absent_or(3) if configured.number_phases == 3 else equals(configured.number_phases)
