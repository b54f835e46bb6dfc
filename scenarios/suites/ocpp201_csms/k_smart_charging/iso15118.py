"""Charging schedules agreed with an EV over ISO 15118: use cases K15 to K17."""

from typing import Any

from plugfest.scenarios.intents import LimitCharging
from plugfest.scenarios.language import (
    Configured,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    advised,
    all_of,
    begins,
    beyond,
    one_of,
)
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.limits import in_unit
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.rules import sound_offer
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.schedules import beyond_limits, exactly_as_offered

ACCEPTED = {"status": "Accepted"}


@begins("Authorized", "EVConnectedPreSession")
async def TC_K_53_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS offers a profile for the charging needs of an EV. The EV follows it, and no other profile comes."""
    await station.reaches("ISO15118SmartCharging")
    await csms.stays_silent("SetChargingProfile", step=2)
    await operator.sees("charging-session", {"evse": station.evse}, transaction=station.transaction.id, agreed=True)


@begins("Authorized", "EVConnectedPreSession")
async def TC_K_55_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS rejects an EV schedule that exceeds the limits, and offers a new profile by itself."""
    first = csms.will_send(
        "SetChargingProfile",
        step=3,
        within=configured.renegotiation,
        evseId=station.evse,
        chargingProfile=all_of(of_transaction(station), beyond(sound_offer(configured.ev_needs))),
        answered=ACCEPTED,
    )
    needs = await station.sends("NotifyEVChargingNeeds", step=1, evseId=station.evse, **configured.ev_needs)
    await csms.must_answer(needs, step=2, status=advised("Accepted", tolerate="Processing"))
    limits = await first

    second = csms.will_send(
        "SetChargingProfile",
        step=9,
        within=configured.renegotiation,
        evseId=station.evse,
        chargingProfile=all_of(
            of_transaction(station), beyond(sound_offer(configured.ev_needs, csms.asked("SetChargingProfile")))
        ),
        answered=ACCEPTED,
    )
    greedy = await station.sends("NotifyEVChargingSchedule", step=5, **beyond_limits(limits))
    await csms.must_answer(greedy, step=6, status="Rejected")
    charging = await station.charges(step=7)
    await csms.answers(charging, step=8)
    new_limits = await second

    modest = await station.sends("NotifyEVChargingSchedule", step=11, **exactly_as_offered(new_limits))
    await csms.answers(modest, step=12, status="Accepted")
    await operator.sees("charging-session", {"evse": station.evse}, transaction=station.transaction.id, agreed=True)


@begins("Authorized", "EVConnectedPreSession", "ISO15118SmartCharging")
async def TC_K_57_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """During charging, the EV sends new charging needs, and the CSMS offers a new profile."""
    offer = csms.will_send(
        "SetChargingProfile",
        step=3,
        within=configured.renegotiation,
        evseId=station.evse,
        chargingProfile=all_of(
            of_transaction(station), beyond(sound_offer(configured.ev_needs, csms.asked("SetChargingProfile")))
        ),
        answered=ACCEPTED,
    )
    needs = await station.sends("NotifyEVChargingNeeds", step=1, evseId=station.evse, **configured.ev_needs)
    await csms.must_answer(needs, step=2, status=one_of("Accepted", "Processing"))

    follows = await station.sends("NotifyEVChargingSchedule", step=5, **exactly_as_offered(await offer))
    await csms.answers(follows, step=6, status="Accepted")
    await operator.sees("charging-session", {"evse": station.evse}, transaction=station.transaction.id, agreed=True)


@begins("Authorized", "EVConnectedPreSession", "ISO15118SmartCharging")
async def TC_K_58_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """During charging, the CSMS sets a new limit, and accepts the schedule of the EV."""
    operator.asks(lower_limit(station, configured))
    limit = await csms.sends(
        "SetChargingProfile",
        step=1,
        evseId=station.evse,
        chargingProfile=all_of(
            of_transaction(station), beyond(sound_offer(configured.ev_needs, csms.asked("SetChargingProfile")))
        ),
    )
    await station.answers(limit, step=2, status="Accepted")

    follows = await station.sends("NotifyEVChargingSchedule", step=3, **exactly_as_offered(limit))
    await csms.answers(follows, step=4, status="Accepted")
    await operator.sees("charging-session", {"evse": station.evse}, transaction=station.transaction.id, agreed=True)


@begins("Authorized", "EVConnectedPreSession", "ISO15118SmartCharging")
async def TC_K_59_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a new limit, the station sends the charging needs again, and the CSMS offers a new profile."""
    operator.asks(lower_limit(station, configured))
    limit = await csms.sends(
        "SetChargingProfile",
        step=1,
        evseId=station.evse,
        chargingProfile=all_of(
            of_transaction(station), beyond(sound_offer(configured.ev_needs, csms.asked("SetChargingProfile")))
        ),
    )
    offer = csms.will_send(
        "SetChargingProfile",
        step=5,
        within=configured.renegotiation,
        evseId=station.evse,
        chargingProfile=all_of(
            of_transaction(station), beyond(sound_offer(configured.ev_needs, csms.asked("SetChargingProfile")))
        ),
        answered=ACCEPTED,
    )
    await station.answers(limit, step=2, status="Accepted")

    needs = await station.sends("NotifyEVChargingNeeds", step=3, evseId=station.evse, **configured.ev_needs)
    await csms.must_answer(needs, step=4, status=one_of("Accepted", "Processing"))
    follows = await station.sends("NotifyEVChargingSchedule", step=7, **exactly_as_offered(await offer))
    await csms.answers(follows, step=8, status="Accepted")
    await operator.sees("charging-session", {"evse": station.evse}, transaction=station.transaction.id, agreed=True)


def of_transaction(station: StationSpeaker) -> dict[str, Any]:
    """Return the demand of these cases on every profile for the running transaction."""
    return {"chargingProfilePurpose": "TxProfile", "transactionId": station.transaction.id}


def lower_limit(station: StationSpeaker, configured: Configured) -> LimitCharging:
    """Return the intent to set a lower limit for the running transaction."""
    return LimitCharging(
        "TxProfile",
        in_unit(10, configured),
        configured.charging_rate_unit,
        station.evse,
        transaction=station.transaction.id,
    )
