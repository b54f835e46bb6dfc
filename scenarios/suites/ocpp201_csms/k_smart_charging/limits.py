"""Charging limits that the cases set, and demands on the schedules that carry them."""

from typing import Any

from plugfest.scenarios.language import Configured, absent_or, advised, all_of, equals, first, that

ONE_PERIOD = that("must be one period only", lambda periods: isinstance(periods, list) and len(periods) == 1)


def without_profile(profile_id: int) -> Any:
    """Require a list of charging profiles that does not contain the profile with this id."""
    return that(
        f"must not hold charging profile {profile_id}",
        lambda held: isinstance(held, list) and all(one.get("id") != profile_id for one in held),
    )


def in_unit(amount: float, configured: Configured) -> float:
    """Return so many amperes, or as many kilowatts in watts, depending on the configured unit."""
    return amount if configured.charging_rate_unit == "A" else amount * 1000


def flat(limit: float, configured: Configured) -> Any:
    """Require this limit in the first period. A second period is advised against only, because the text is unclear."""
    period = {"startPeriod": 0, "limit": limit, "numberPhases": phases(configured)}
    return all_of(first(period), advised(ONE_PERIOD))


def phases(configured: Configured) -> Any:
    """Require the configured number of phases; three, the default of a station, may be absent (K01.FR.49)."""
    return absent_or(3) if configured.number_phases == 3 else equals(configured.number_phases)
