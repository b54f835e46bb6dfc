"""Charging limits that an external system sets, not the CSMS: use cases K09 and K11 to K13."""

from plugfest.scenarios.intents import AskChargingProfiles
from plugfest.scenarios.language import Configured, Csms, OperatorSpeaker, StationSpeaker, begins, beyond, exactly
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.limits import in_unit
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.reported import external_limit, report
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.rules import CRITERIA


async def TC_K_48_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The station reports that an energy management system has set a charging limit, and the CSMS answers."""
    reported = await station.sends("NotifyChargingLimit", step=1, chargingLimit={"chargingLimitSource": "EMS"})
    await csms.answers(reported, step=2)
    await operator.sees("charging-limits", {}, [{"source": "EMS"}])


async def TC_K_50_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The station reports that an energy management system has cleared its charging limit, and the CSMS answers."""
    reported = await station.sends("ClearedChargingLimit", step=1, chargingLimitSource="EMS")
    await csms.answers(reported, step=2)
    await operator.sees("charging-limits", {}, exactly())


@begins("EnergyTransferStarted")
async def TC_K_51_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """During charging, an external limit is cleared and the charging rate changes; the CSMS answers both messages."""
    reported = await station.sends("ClearedChargingLimit", step=1, chargingLimitSource="EMS")
    await csms.answers(reported, step=2)
    changed = await station.updates_transaction(step=3, triggerReason="ChargingRateChanged")
    await csms.answers(changed, step=4)
    await operator.sees("charging-limits", {}, exactly())


async def TC_K_52_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests external charging limits, and accepts the report of one by an energy management system."""
    operator.asks(AskChargingProfiles(purpose="ChargingStationExternalConstraints"))
    asked = await csms.sends("GetChargingProfiles", step=1, chargingProfile=beyond(CRITERIA))
    await station.answers(asked, step=2, status="Accepted")
    limit = external_limit(in_unit(10, configured), configured)
    await station.tells(report(asked, 0, limit, source="EMS"), step=3)
    await operator.sees("charging-profiles", {}, [{"evse": 0, "source": "EMS", "accepted": True, "profile": limit}])
