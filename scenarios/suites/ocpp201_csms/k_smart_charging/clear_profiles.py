"""Clearing charging profiles: use case K10."""

from plugfest.scenarios.intents import ClearLimit, ClearLimits
from plugfest.scenarios.language import ABSENT, Configured, Csms, OperatorSpeaker, StationSpeaker, begins, exactly
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.limits import without_profile


@begins("ChargingProfileReported")
async def TC_K_05_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS clears one charging profile by the id that the station has reported."""
    known = station.left_by["ChargingProfileReported"]
    operator.asks(ClearLimit(known))
    clear = await csms.sends("ClearChargingProfile", step=1, chargingProfileId=known, chargingProfileCriteria=ABSENT)
    await station.answers(clear, step=2, status="Accepted")
    await operator.sees("charging-profiles", {}, without_profile(known))


async def TC_K_06_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS clears the charging profiles of one EVSE by purpose and stack level."""
    operator.asks(ClearLimits("TxDefaultProfile", configured.stack_level, configured.evse))
    clear = await csms.sends(
        "ClearChargingProfile",
        step=1,
        chargingProfileId=ABSENT,
        chargingProfileCriteria={
            "chargingProfilePurpose": "TxDefaultProfile",
            "stackLevel": configured.stack_level,
            "evseId": configured.evse,
        },
    )
    await station.answers(clear, step=2, status="Accepted")
    await operator.sees("charging-profiles", {}, exactly())


async def TC_K_08_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS clears charging profiles that the station does not have, and accepts the answer "Unknown"."""
    operator.asks(ClearLimits("TxDefaultProfile", configured.stack_level, configured.evse))
    clear = await csms.sends(
        "ClearChargingProfile",
        step=1,
        chargingProfileId=ABSENT,
        chargingProfileCriteria={
            "chargingProfilePurpose": "TxDefaultProfile",
            "stackLevel": configured.stack_level,
            "evseId": configured.evse,
        },
    )
    await station.answers(clear, step=2, status="Unknown")
    await operator.sees("charging-profiles", {}, exactly())
