"""Block K: charging profiles."""

from plugfest.scenarios.intents import (
    AskChargingProfiles,
    AskCompositeSchedule,
    ClearLimit,
    ClearLimits,
    LimitCharging,
)
from plugfest.scenarios.operators.composer.memory import Memory, Payload, composes, from_now, present
from plugfest.scenarios.operators.protocol import Order


@composes(LimitCharging)
def limit_charging(intent: LimitCharging, order: Order, memory: Memory) -> Payload:
    """SetChargingProfileRequest; Absolute unless asked otherwise, but Relative for a transaction (K01.FR.38 to 41)."""
    kind = intent.kind or (
        "Recurring" if intent.recurrence else "Relative" if intent.purpose == "TxProfile" else "Absolute"
    )
    if intent.replaces is None:
        profile_id = memory.next_id(order, "profileId")
    else:
        profile_id = order.created["profileId"] = intent.replaces.created["profileId"]
    configured = memory.configured
    profile = present(
        id=profile_id,
        stackLevel=configured.stack_level if intent.stack_level is None else intent.stack_level,
        chargingProfilePurpose=intent.purpose,
        chargingProfileKind=kind,
        recurrencyKind=intent.recurrence,
        validFrom=None if intent.valid_for is None else from_now(0),
        validTo=from_now(intent.valid_for),
        transactionId=intent.transaction,
        chargingSchedule=[_schedule(profile_id, kind, intent.limit, intent.unit, intent.phases, intent.duration)],
    )
    return {"evseId": intent.evse, "chargingProfile": profile}


@composes(ClearLimit)
def clear_limit(intent: ClearLimit, order: Order, memory: Memory) -> Payload:
    """ClearChargingProfileRequest by id."""
    return {"chargingProfileId": intent.profile_id}


@composes(ClearLimits)
def clear_limits(intent: ClearLimits, order: Order, memory: Memory) -> Payload:
    """ClearChargingProfileRequest by criteria."""
    criteria = present(evseId=intent.evse, chargingProfilePurpose=intent.purpose, stackLevel=intent.stack_level)
    return {"chargingProfileCriteria": criteria}


@composes(AskChargingProfiles)
def charging_profiles(intent: AskChargingProfiles, order: Order, memory: Memory) -> Payload:
    """GetChargingProfilesRequest."""
    criteria = present(
        chargingProfilePurpose=intent.purpose,
        stackLevel=intent.stack_level,
        chargingProfileId=None if intent.profile_id is None else [intent.profile_id],
        chargingLimitSource=None if intent.source is None else [intent.source],
    )
    return present(requestId=memory.next_id(order, "requestId"), evseId=intent.evse, chargingProfile=criteria)


@composes(AskCompositeSchedule)
def composite_schedule(intent: AskCompositeSchedule, order: Order, memory: Memory) -> Payload:
    """GetCompositeScheduleRequest."""
    return {"duration": intent.duration, "chargingRateUnit": intent.unit, "evseId": intent.evse}


def transaction_profile(limit: float, order: Order, memory: Memory) -> Payload:
    """Return a TxProfile that goes with a remote start."""
    configured = memory.configured
    profile_id = memory.next_id(order, "profileId")
    schedule = _schedule(profile_id, "Relative", limit, configured.charging_rate_unit, configured.number_phases, None)
    return {
        "id": profile_id,
        "stackLevel": configured.stack_level,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Relative",
        "chargingSchedule": [schedule],
    }


def _schedule(
    schedule_id: int, kind: str, limit: float, unit: str, phases: int | None, duration: int | None
) -> Payload:
    """Return a schedule of one period; a Relative schedule begins with the transaction, so it has no start."""
    return present(
        id=schedule_id,
        startSchedule=None if kind == "Relative" else from_now(0),
        duration=duration,
        chargingRateUnit=unit,
        chargingSchedulePeriod=[present(startPeriod=0, limit=limit, numberPhases=phases)],
    )
