"""Charging schedules agreed with an EV by ISO 15118: use cases K15 to K17."""

from typing import Any

from plugfest.scenarios.k_smart_charging.schedules import beyond_limits, exactly_as_offered
from plugfest.scenarios.language import Configured, Csms, StationSpeaker, advised, begins


@begins("Authorized", "EVConnectedPreSession")
async def TC_K_55_CSMS(csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """An EV schedule beyond the limits is refused, and a new profile is offered unasked."""
    own_transaction = {"chargingProfilePurpose": "TxProfile", "transactionId": station.transaction.id}
    offer: dict[str, Any] = {
        "evseId": station.evse,
        "chargingProfile": own_transaction,
        "answered": {"status": "Accepted"},
    }

    first = csms.will_send("SetChargingProfile", step=3, within=configured.renegotiation, **offer)
    needs = await station.sends("NotifyEVChargingNeeds", step=1, evseId=station.evse, **configured.ev_needs)
    await csms.answers(needs, step=2, status=advised("Accepted", tolerate="Processing"))
    limits = await first

    second = csms.will_send("SetChargingProfile", step=9, within=configured.renegotiation, **offer)
    greedy = await station.sends("NotifyEVChargingSchedule", step=5, **beyond_limits(limits))
    await csms.answers(greedy, step=6, status="Rejected")
    charging = await station.updates_transaction(step=7, triggerReason="ChargingStateChanged", chargingState="Charging")
    await csms.answers(charging, step=8)
    new_limits = await second

    modest = await station.sends("NotifyEVChargingSchedule", step=11, **exactly_as_offered(new_limits))
    await csms.answers(modest, step=12, status="Accepted")
