"""Requesting the charging profiles of a station: use case K09."""

from typing import Any

from plugfest.scenarios.intents import AskChargingProfiles
from plugfest.scenarios.language import ABSENT, Configured, Csms, OperatorSpeaker, StationSpeaker, begins, exactly
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.reported import installed_profile, report


@begins("EnergyTransferStarted")
async def TC_K_29_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests the charging profiles of the station itself (EVSE 0), and accepts the report."""
    operator.asks(AskChargingProfiles(evse=0, purpose=configured.charging_profile_purpose))
    asked = await csms.sends(
        "GetChargingProfiles",
        step=1,
        evseId=0,
        chargingProfile=only(chargingProfilePurpose=configured.charging_profile_purpose),
    )
    await station.answers(asked, step=2, status="Accepted")
    profile = installed_profile(configured, purpose=configured.charging_profile_purpose)
    await station.tells(report(asked, 0, profile), step=3)
    await operator.sees("charging-profiles-report", {"requestId": asked["requestId"]}, **shown((0, "CSO", profile)))


async def TC_K_30_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests the charging profiles of one EVSE, and accepts the report."""
    operator.asks(AskChargingProfiles(evse=configured.evse, purpose=configured.charging_profile_purpose))
    asked = await csms.sends(
        "GetChargingProfiles",
        step=1,
        evseId=configured.evse,
        chargingProfile=only(chargingProfilePurpose=configured.charging_profile_purpose),
    )
    await station.answers(asked, step=2, status="Accepted")
    profile = installed_profile(configured, purpose=configured.charging_profile_purpose)
    await station.tells(report(asked, configured.evse, profile), step=3)
    await operator.sees(
        "charging-profiles-report", {"requestId": asked["requestId"]}, **shown((configured.evse, "CSO", profile))
    )


async def TC_K_31_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests the charging profiles of all EVSEs, and accepts one report for each EVSE."""
    operator.asks(AskChargingProfiles(purpose=configured.charging_profile_purpose))
    asked = await csms.sends(
        "GetChargingProfiles",
        step=1,
        evseId=ABSENT,
        chargingProfile=only(chargingProfilePurpose=configured.charging_profile_purpose),
    )
    await station.answers(asked, step=2, status="Accepted")
    evses = list(station.device.evses)
    profiles = {evse: installed_profile(configured, purpose=configured.charging_profile_purpose) for evse in evses}
    # K09.FR.02: tbc is true in every report except the last.
    reports = [report(asked, evse, profile, tbc=evse != evses[-1]) for evse, profile in profiles.items()]
    await station.tells(*reports, step=3)
    held = [(evse, "CSO", profile) for evse, profile in profiles.items()]
    await operator.sees("charging-profiles-report", {"requestId": asked["requestId"]}, **shown(*held))


@begins("ChargingProfileReported")
async def TC_K_32_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests one charging profile by the id that the station has reported, and accepts the report."""
    known = station.left_by["ChargingProfileReported"]
    operator.asks(AskChargingProfiles(profile_id=known))
    asked = await csms.sends(
        "GetChargingProfiles", step=1, evseId=ABSENT, chargingProfile=only(chargingProfileId=exactly(known))
    )
    await station.answers(asked, step=2, status="Accepted")
    profile = installed_profile(configured, purpose="ChargingStationMaxProfile", profile_id=known)
    await station.tells(report(asked, 0, profile), step=3)
    await operator.sees("charging-profiles-report", {"requestId": asked["requestId"]}, **shown((0, "CSO", profile)))


async def TC_K_33_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests the charging profiles of one EVSE by stack level, and accepts the report."""
    operator.asks(AskChargingProfiles(evse=configured.evse, stack_level=configured.stack_level))
    asked = await csms.sends(
        "GetChargingProfiles",
        step=1,
        evseId=configured.evse,
        chargingProfile=only(stackLevel=configured.stack_level),
    )
    await station.answers(asked, step=2, status="Accepted")
    profile = installed_profile(configured)
    await station.tells(report(asked, configured.evse, profile), step=3)
    await operator.sees(
        "charging-profiles-report", {"requestId": asked["requestId"]}, **shown((configured.evse, "CSO", profile))
    )


async def TC_K_34_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests the charging profiles of one EVSE by the source of the limit, and accepts the report."""
    source = configured.charging_limit_source
    operator.asks(AskChargingProfiles(evse=configured.evse, source=source))
    asked = await csms.sends(
        "GetChargingProfiles",
        step=1,
        evseId=configured.evse,
        chargingProfile=only(chargingLimitSource=exactly(source)),
    )
    await station.answers(asked, step=2, status="Accepted")
    profile = installed_profile(configured)
    await station.tells(report(asked, configured.evse, profile, source=source), step=3)
    await operator.sees(
        "charging-profiles-report", {"requestId": asked["requestId"]}, **shown((configured.evse, source, profile))
    )


async def TC_K_35_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests the charging profiles of one EVSE by purpose, and accepts the report."""
    operator.asks(AskChargingProfiles(evse=configured.evse, purpose=configured.charging_profile_purpose))
    asked = await csms.sends(
        "GetChargingProfiles",
        step=1,
        evseId=configured.evse,
        chargingProfile=only(chargingProfilePurpose=configured.charging_profile_purpose),
    )
    await station.answers(asked, step=2, status="Accepted")
    profile = installed_profile(configured, purpose=configured.charging_profile_purpose)
    await station.tells(report(asked, configured.evse, profile), step=3)
    await operator.sees(
        "charging-profiles-report", {"requestId": asked["requestId"]}, **shown((configured.evse, "CSO", profile))
    )


async def TC_K_36_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests the charging profiles of one EVSE by purpose and stack level, and accepts the report."""
    purpose, level = configured.charging_profile_purpose, configured.stack_level
    operator.asks(AskChargingProfiles(evse=configured.evse, purpose=purpose, stack_level=level))
    asked = await csms.sends(
        "GetChargingProfiles",
        step=1,
        evseId=configured.evse,
        chargingProfile=only(chargingProfilePurpose=purpose, stackLevel=level),
    )
    await station.answers(asked, step=2, status="Accepted")
    profile = installed_profile(configured, purpose=purpose)
    await station.tells(report(asked, configured.evse, profile), step=3)
    await operator.sees(
        "charging-profiles-report", {"requestId": asked["requestId"]}, **shown((configured.evse, "CSO", profile))
    )


def only(**criteria: Any) -> dict[str, Any]:
    """Require these criteria and no others."""
    names = ("chargingProfilePurpose", "stackLevel", "chargingLimitSource", "chargingProfileId")
    return {name: criteria.get(name, ABSENT) for name in names}


def shown(*profiles: tuple[int, str, dict[str, Any]]) -> dict[str, Any]:
    """Return what the CSMS must show of a complete report with these profiles, each as (EVSE, source, profile)."""
    reported = [{"evse": evse, "source": source, "profile": profile} for evse, source, profile in profiles]
    return {"complete": True, "profiles": reported}
