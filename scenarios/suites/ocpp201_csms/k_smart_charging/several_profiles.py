"""Charging profiles that replace one another or stand beside each other: use case K01."""

from typing import Any

from plugfest.scenarios.intents import LimitCharging
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


async def TC_K_04_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """A profile is set again with another limit: it keeps its id, so that the station replaces it."""
    eight, six = in_unit(8, configured), in_unit(6, configured)
    unit, evse, level = configured.charging_rate_unit, configured.evse, configured.stack_level
    ordered = operator.asks(LimitCharging("TxDefaultProfile", eight, unit, evse, kind="Absolute", stack_level=level))
    before = await csms.sends("SetChargingProfile", step=1, chargingProfile=_limited_to(8, configured))
    csms.check(before, step=1, **place_of(before))
    await station.answers(before, step=2, status="Accepted")

    operator.asks(
        LimitCharging("TxDefaultProfile", six, unit, evse, kind="Absolute", stack_level=level, replaces=ordered)
    )
    same = {
        "id": profile_id(before),
        "chargingProfilePurpose": profile_field(before, "chargingProfilePurpose"),
        "chargingProfileKind": profile_field(before, "chargingProfileKind"),
    }
    after = await csms.sends("SetChargingProfile", step=3, chargingProfile=all_of(_limited_to(6, configured), same))
    csms.check(after, step=3, **place_of(after))
    await station.answers(after, step=4, status="Accepted")
    await operator.sees(
        "charging-profile",
        {"id": profile_id(before)},
        accepted=True,
        profile={"chargingSchedule": first({"chargingSchedulePeriod": first({"limit": six})})},
    )


@begins("EnergyTransferStarted")
async def TC_K_70_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """Two profiles stand beside each other: one for the charges, one for the station as a whole."""
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


def _limited_to(amperes: float, configured: Configured) -> object:
    """Return what the case demands of both profiles of K_04.

    So many ampere, or as many kilowatt, by the unit that came.
    """
    in_watts = {"chargingSchedulePeriod": first({"limit": amperes * 1000})}
    in_amperes = {"chargingSchedulePeriod": first({"limit": amperes})}
    return all_of(
        {
            "stackLevel": configured.stack_level,
            "chargingProfilePurpose": one_of("TxDefaultProfile", MAX_PROFILE),
            "chargingSchedule": first(
                all_of(
                    {"startSchedule": ANY, "chargingSchedulePeriod": all_of(first({"startPeriod": 0}), ONE_PERIOD)},
                    depending(lambda schedule: in_watts if schedule.get("chargingRateUnit") == "W" else in_amperes),
                )
            ),
        },
        depending(_kind),
        SOUND,
    )


def _kind(profile: dict[str, Any]) -> dict[str, Any]:
    of_the_station = profile.get("chargingProfilePurpose") == MAX_PROFILE
    return {"chargingProfileKind": equals("Absolute") if of_the_station else ABSOLUTE_OR_RECURRING}
