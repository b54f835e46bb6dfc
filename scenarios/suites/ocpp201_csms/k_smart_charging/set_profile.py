"""Setting a charging profile for a station, an EVSE or a transaction: use case K01."""

from plugfest.scenarios.intents import LimitCharging
from plugfest.scenarios.language import (
    ABSENT,
    ANY,
    Configured,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    a_csms_may_refuse,
    all_of,
    beyond,
    each,
    first,
    from_now,
)
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.limits import flat, in_unit, without_profile
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.rules import FORM, ONE_SCHEDULE, SOUND
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.schedules import profile_id


async def TC_K_01_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a TxDefaultProfile with a period of validity on one EVSE."""
    six = in_unit(6, configured)
    operator.asks(
        LimitCharging(
            "TxDefaultProfile",
            six,
            configured.charging_rate_unit,
            configured.evse,
            kind="Absolute",
            stack_level=configured.stack_level,
            phases=configured.number_phases,
            duration=configured.charging_duration,
            valid_for=configured.charging_schedule_duration,
        )
    )
    asked_for = {
        "stackLevel": configured.stack_level,
        "chargingProfilePurpose": "TxDefaultProfile",
        "chargingProfileKind": "Absolute",
        "validFrom": from_now(within=configured.time_tolerance),
        "validTo": from_now(configured.charging_schedule_duration, within=configured.time_tolerance),
        "chargingSchedule": first(
            {
                "startSchedule": from_now(within=configured.time_tolerance),
                "duration": configured.charging_duration,
                "chargingRateUnit": configured.charging_rate_unit,
                "chargingSchedulePeriod": flat(six, configured),
            }
        ),
    }
    limit = await csms.sends(
        "SetChargingProfile", step=1, evseId=configured.evse, chargingProfile=all_of(asked_for, beyond(SOUND))
    )
    await station.answers(limit, step=2, status="Accepted")
    await operator.sees("charging-profile", {"id": profile_id(limit)}, evse=configured.evse, accepted=True)


@a_csms_may_refuse("only for a CSMS that sends a TxProfile where no transaction goes on")
async def TC_K_02_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a TxProfile on an EVSE without a transaction, and accepts that the station rejects it."""
    seven = in_unit(7, configured)
    operator.asks(
        LimitCharging(
            "TxProfile",
            seven,
            configured.charging_rate_unit,
            configured.evse,
            kind="Relative",
            stack_level=configured.stack_level,
            phases=configured.number_phases,
        )
    )
    asked_for = {
        "stackLevel": configured.stack_level,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Relative",
        "chargingSchedule": first(
            {
                "startSchedule": ABSENT,
                "chargingRateUnit": configured.charging_rate_unit,
                "chargingSchedulePeriod": flat(seven, configured),
            }
        ),
    }
    # K01.FR.03 requires the id of a transaction. There is none here, so this is not judged.
    sound = beyond(all_of(FORM, ONE_SCHEDULE))
    limit = await csms.sends(
        "SetChargingProfile", step=1, evseId=configured.evse, chargingProfile=all_of(asked_for, sound)
    )
    await station.answers(limit, step=2, status="Rejected")
    await operator.sees("charging-profile", {"id": profile_id(limit)}, accepted=False)


async def TC_K_03_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a ChargingStationMaxProfile for the whole station."""
    eight = in_unit(8, configured)
    operator.asks(
        LimitCharging(
            "ChargingStationMaxProfile",
            eight,
            configured.charging_rate_unit,
            0,
            kind="Absolute",
            stack_level=configured.stack_level,
            phases=configured.number_phases,
            duration=configured.charging_duration,
        )
    )
    asked_for = {
        "stackLevel": configured.stack_level,
        "chargingProfilePurpose": "ChargingStationMaxProfile",
        "chargingProfileKind": "Absolute",
        "chargingSchedule": first(
            {
                "startSchedule": ANY,
                "duration": configured.charging_duration,
                "chargingRateUnit": configured.charging_rate_unit,
                "chargingSchedulePeriod": flat(eight, configured),
            }
        ),
    }
    limit = await csms.sends("SetChargingProfile", step=1, evseId=0, chargingProfile=all_of(asked_for, beyond(SOUND)))
    await station.answers(limit, step=2, status="Accepted")
    await operator.sees("charging-profile", {"id": profile_id(limit)}, evse=0, accepted=True)


async def TC_K_10_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets one TxDefaultProfile for all EVSEs."""
    six = in_unit(6, configured)
    operator.asks(
        LimitCharging(
            "TxDefaultProfile",
            six,
            configured.charging_rate_unit,
            0,
            kind="Absolute",
            stack_level=configured.stack_level,
            phases=configured.number_phases,
            duration=configured.charging_duration,
        )
    )
    asked_for = {
        "stackLevel": configured.stack_level,
        "chargingProfilePurpose": "TxDefaultProfile",
        "chargingProfileKind": "Absolute",
        "chargingSchedule": first(
            {
                "startSchedule": ANY,
                "duration": configured.charging_duration,
                "chargingRateUnit": configured.charging_rate_unit,
                "chargingSchedulePeriod": flat(six, configured),
            }
        ),
    }
    limit = await csms.sends("SetChargingProfile", step=1, evseId=0, chargingProfile=all_of(asked_for, beyond(SOUND)))
    await station.answers(limit, step=2, status="Accepted")
    await operator.sees("charging-profile", {"id": profile_id(limit)}, evse=0, accepted=True)


async def TC_K_15_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a profile on a station without smart charging, and handles the CALLERROR "NotSupported"."""
    six = in_unit(6, configured)
    operator.asks(
        LimitCharging(
            "TxDefaultProfile",
            six,
            configured.charging_rate_unit,
            configured.evse,
            kind="Absolute",
            stack_level=configured.stack_level,
            phases=configured.number_phases,
            duration=configured.charging_duration,
        )
    )
    asked_for = {
        "stackLevel": configured.stack_level,
        "chargingProfilePurpose": "TxDefaultProfile",
        "chargingProfileKind": "Absolute",
        "chargingSchedule": first(
            {
                "startSchedule": ANY,
                "duration": configured.charging_duration,
                "chargingRateUnit": configured.charging_rate_unit,
                "chargingSchedulePeriod": flat(six, configured),
            }
        ),
    }
    limit = await csms.sends(
        "SetChargingProfile", step=1, evseId=configured.evse, chargingProfile=all_of(asked_for, beyond(SOUND))
    )
    await station.refuses(limit, step=2, code="NotSupported")
    await operator.sees("charging-profiles", {}, without_profile(profile_id(limit)))


@each(recurrence=["Daily", "Weekly"])
async def TC_K_19_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured, recurrence: str
) -> None:
    """The CSMS sets a TxDefaultProfile that recurs daily or weekly on one EVSE."""
    operator.asks(
        LimitCharging(
            "TxDefaultProfile",
            in_unit(6, configured),
            configured.charging_rate_unit,
            configured.evse,
            kind="Recurring",
            recurrence=recurrence,
            stack_level=configured.stack_level,
            phases=configured.number_phases,
            duration=configured.charging_duration,
        )
    )
    asked_for = {
        "stackLevel": configured.stack_level,
        "chargingProfilePurpose": "TxDefaultProfile",
        "chargingProfileKind": "Recurring",
        "recurrencyKind": recurrence,
        "chargingSchedule": first(
            {"startSchedule": ANY.per("K01.FR.40"), "chargingSchedulePeriod": first({"startPeriod": 0})}
        ),
    }
    limit = await csms.sends(
        "SetChargingProfile", step=1, evseId=configured.evse, chargingProfile=all_of(asked_for, beyond(SOUND))
    )
    await station.answers(limit, step=2, status="Accepted")
    await operator.sees("charging-profile", {"id": profile_id(limit)}, accepted=True)
