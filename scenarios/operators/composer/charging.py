"""Blocks C to H: remote control, availability and reservations."""

from plugfest.scenarios.intents import (
    AskTransactionStatus,
    CancelReservation,
    ChangeAvailability,
    ClearCache,
    Reserve,
    StartTransaction,
    StopTransaction,
    Trigger,
    Unlock,
)
from plugfest.scenarios.operators.composer.memory import Memory, Payload, composes, evse_of, from_now, present
from plugfest.scenarios.operators.composer.smart_charging import transaction_profile
from plugfest.scenarios.operators.protocol import Order

_AN_HOUR = 3600.0


@composes(ClearCache)
def clear_cache(intent: ClearCache, order: Order, memory: Memory) -> Payload:
    """ClearCacheRequest."""
    return {}


@composes(AskTransactionStatus)
def transaction_status(intent: AskTransactionStatus, order: Order, memory: Memory) -> Payload:
    """GetTransactionStatusRequest."""
    return present(transactionId=intent.transaction)


@composes(StartTransaction)
def start_transaction(intent: StartTransaction, order: Order, memory: Memory) -> Payload:
    """RequestStartTransactionRequest; a limit becomes a TxProfile (F01.FR.11: without a transactionId)."""
    profile = None if intent.limit is None else transaction_profile(intent.limit, order, memory)
    return present(
        idToken=intent.token.payload,
        remoteStartId=memory.next_id(order, "remoteStartId"),
        evseId=intent.evse,
        chargingProfile=profile,
    )


@composes(StopTransaction)
def stop_transaction(intent: StopTransaction, order: Order, memory: Memory) -> Payload:
    """RequestStopTransactionRequest."""
    return {"transactionId": intent.transaction}


@composes(Unlock)
def unlock(intent: Unlock, order: Order, memory: Memory) -> Payload:
    """UnlockConnectorRequest."""
    return {"evseId": intent.evse, "connectorId": intent.connector}


@composes(Trigger)
def trigger(intent: Trigger, order: Order, memory: Memory) -> Payload:
    """TriggerMessageRequest."""
    return present(requestedMessage=intent.message, evse=evse_of(intent.evse, intent.connector))


@composes(ChangeAvailability)
def change_availability(intent: ChangeAvailability, order: Order, memory: Memory) -> Payload:
    """ChangeAvailabilityRequest."""
    status = "Operative" if intent.operative else "Inoperative"
    return present(operationalStatus=status, evse=evse_of(intent.evse, intent.connector))


@composes(Reserve)
def reserve(intent: Reserve, order: Order, memory: Memory) -> Payload:
    """ReserveNowRequest."""
    return present(
        id=memory.next_id(order, "reservationId"),
        expiryDateTime=from_now(_AN_HOUR if intent.expires_in is None else intent.expires_in),
        connectorType=intent.connector_type,
        idToken=intent.token.payload,
        evseId=intent.evse,
        groupIdToken=intent.group.payload if intent.group else None,
    )


@composes(CancelReservation)
def cancel_reservation(intent: CancelReservation, order: Order, memory: Memory) -> Payload:
    """CancelReservationRequest for the reservation that the earlier order made."""
    return {"reservationId": intent.reservation.created["reservationId"]}
