"""The reusable states of smart charging: Part 6's ISO15118SmartCharging, and one of our own for K_05 and K_32."""

from plugfest.scenarios.intents import AskChargingProfiles
from plugfest.scenarios.language import OperatorSpeaker, StateSteps, all_of, beyond, one_of, state
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.reported import installed_profile, report
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.rules import CRITERIA, sound_offer
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.schedules import exactly_as_offered


@state
async def ISO15118SmartCharging(steps: StateSteps) -> None:
    """Send the charging needs of the EV, follow the schedule that the CSMS offers, and charge."""
    configured, station = steps.context.configured, steps.station
    own = {"chargingProfilePurpose": "TxProfile", "transactionId": station.transaction.id}
    offer = steps.csms.will_send(
        "SetChargingProfile",
        step=3,
        within=configured.renegotiation,
        evseId=station.evse,
        chargingProfile=all_of(own, beyond(sound_offer(configured.ev_needs))),
        answered={"status": "Accepted"},
    )
    needs = await station.sends("NotifyEVChargingNeeds", step=1, evseId=station.evse, **configured.ev_needs)
    await steps.csms.must_answer(needs, step=2, status=one_of("Accepted", "Processing"))

    follows = await station.sends("NotifyEVChargingSchedule", step=5, **exactly_as_offered(await offer))
    await steps.csms.answers(follows, step=6, status="Accepted")
    charging = await station.charges(step=7)
    await steps.csms.answers(charging, step=8)


@state
async def ChargingProfileReported(steps: StateSteps) -> int:
    """Install a charging profile on the station and have it reported; return its id.

    Our own version of the Memory State that K_05 and K_32 need.
    """
    station, purpose = steps.station, "ChargingStationMaxProfile"
    profile = installed_profile(steps.context.configured, purpose=purpose)
    station.device.smart_charging.install_external(0, profile, source="CSO")
    OperatorSpeaker(steps.context).asks(AskChargingProfiles(evse=0, purpose=purpose))
    asked = await steps.csms.sends("GetChargingProfiles", step=1, chargingProfile=beyond(CRITERIA))
    await station.answers(asked, step=2, status="Accepted")
    await station.tells(report(asked, 0, profile), step=3)
    return int(profile["id"])
