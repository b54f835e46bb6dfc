"""Replacing a charging profile, and setting several of them: use case K01."""

from typing import Any

from plugfest.scenarios.intents import Handle, LimitCharging
from plugfest.scenarios.language import (
    ANY,
    Configured,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    all_of,
    begins,
    depending,
    equals,
    first,
    one_of,
    other_than,
)
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.limits import ONE_PERIOD, in_unit
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.rules import MAX_PROFILE, SOUND, place_of
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.schedules import profile_field, profile_id

ABSOLUTE_OR_RECURRING = one_of("Absolute", "Recurring")


def _kind(profile: dict[str, Any]) -> dict[str, Any]:
    of_the_station = profile.get("chargingProfilePurpose") == MAX_PROFILE
    return {"chargingProfileKind": equals("Absolute") if of_the_station else ABSOLUTE_OR_RECURRING}


DEFAULT_OR_MAX = one_of("TxDefaultProfile", MAX_PROFILE)
KIND_OF_THE_PURPOSE = depending(_kind)
FROM_ITS_START = {"startSchedule": ANY, "chargingSchedulePeriod": all_of(first({"startPeriod": 0}), ONE_PERIOD)}
"""The demand on a schedule with a start and a single period."""


async def TC_K_04_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS replaces a charging profile by one with the same id and another limit.

    The CSMS chooses purpose, kind and unit, but the second request must have the same purpose and kind as the first.
    """
    ordered = operator.asks(_default_limit(8, configured))
    before = await csms.sends(
        "SetChargingProfile",
        step=1,
        chargingProfile=all_of(
            {
                "stackLevel": configured.stack_level,
                "chargingProfilePurpose": DEFAULT_OR_MAX,
                "chargingSchedule": first(all_of(FROM_ITS_START, _limit(8))),
            },
            KIND_OF_THE_PURPOSE,
            SOUND,
        ),
    )
    csms.check(before, step=1, **place_of(before))
    await station.answers(before, step=2, status="Accepted")

    operator.asks(_default_limit(6, configured, replaces=ordered))
    after = await csms.sends(
        "SetChargingProfile",
        step=3,
        chargingProfile=all_of(
            {
                "id": profile_id(before),
                "stackLevel": configured.stack_level,
                "chargingProfilePurpose": all_of(profile_field(before, "chargingProfilePurpose"), DEFAULT_OR_MAX),
                "chargingProfileKind": profile_field(before, "chargingProfileKind"),
                "chargingSchedule": first(all_of(FROM_ITS_START, _limit(6))),
            },
            KIND_OF_THE_PURPOSE,
            SOUND,
        ),
    )
    csms.check(after, step=3, **place_of(after))
    await station.answers(after, step=4, status="Accepted")
    await operator.sees(
        "charging-profile",
        {"id": profile_id(before)},
        accepted=True,
        profile={"chargingSchedule": first({"chargingSchedulePeriod": first({"limit": in_unit(6, configured)})})},
    )


@begins("EnergyTransferStarted")
async def TC_K_70_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets two profiles: a TxDefaultProfile, and a ChargingStationMaxProfile for the whole station."""
    six, eight = in_unit(6, configured), in_unit(8, configured)
    operator.asks(LimitCharging("TxDefaultProfile", six, configured.charging_rate_unit, configured.evse))
    default = await csms.sends(
        "SetChargingProfile",
        step=1,
        chargingProfile=all_of(
            {
                "chargingProfilePurpose": "TxDefaultProfile",
                "chargingProfileKind": ABSOLUTE_OR_RECURRING,
                "chargingSchedule": first({"startSchedule": ANY}),
            },
            SOUND,
        ),
    )
    await station.answers(default, step=2, status="Accepted")

    operator.asks(LimitCharging("ChargingStationMaxProfile", eight, configured.charging_rate_unit, 0))
    most = await csms.sends(
        "SetChargingProfile",
        step=3,
        evseId=0,
        chargingProfile=all_of(
            {
                "id": other_than(profile_id(default)),
                "chargingProfilePurpose": "ChargingStationMaxProfile",
                "chargingProfileKind": "Absolute",
                "chargingSchedule": first({"startSchedule": ANY}),
            },
            SOUND,
        ),
    )
    await station.answers(most, step=4, status="Accepted")
    await operator.sees("charging-profile", {"id": profile_id(default)}, accepted=True)
    await operator.sees("charging-profile", {"id": profile_id(most)}, evse=0, accepted=True)


def _default_limit(amperes: float, configured: Configured, replaces: Handle | None = None) -> LimitCharging:
    """Return the intent to set a TxDefaultProfile on the EVSE, with so many amperes or as many kilowatts."""
    return LimitCharging(
        "TxDefaultProfile",
        in_unit(amperes, configured),
        configured.charging_rate_unit,
        configured.evse,
        kind="Absolute",
        stack_level=configured.stack_level,
        replaces=replaces,
    )


def _limit(amperes: float) -> object:
    """Require this limit in a schedule: so many amperes, or as many kilowatts if the unit of the schedule is W."""
    in_watts = {"chargingSchedulePeriod": first({"limit": amperes * 1000})}
    in_amperes = {"chargingSchedulePeriod": first({"limit": amperes})}
    return depending(lambda schedule: in_watts if schedule.get("chargingRateUnit") == "W" else in_amperes)
