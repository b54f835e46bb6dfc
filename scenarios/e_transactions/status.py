"""Asking a station what became of a transaction: use case E14."""

from plugfest.scenarios.intents import AskTransactionStatus
from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, Tokens, begins


@begins("EnergyTransferStarted")
async def TC_E_31_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """Of an ended transaction two events are still queued: the CSMS asks for them, and takes them late."""
    async with station.offline(step=1):
        stop = station.queues("Updated", triggerReason="StopAuthorized", idToken=tokens.valid)
        idle = station.queues("Updated", triggerReason="ChargingStateChanged", chargingState="EVConnected")
        end = station.queues("Ended", triggerReason="EVCommunicationLost", chargingState="Idle")
    await station.reports_connector("Available", step=3, by="StatusNotification")

    asked = csms.will_send(
        "GetTransactionStatus",
        step=7,
        transactionId=station.transaction.id,
        answered={"ongoingIndicator": False, "messagesInQueue": True},
    )
    await csms.answers(await station.delivers(end, step=5), step=6)
    await operator.asks_unless_sent(AskTransactionStatus(station.transaction.id), asked)
    await asked

    await csms.answers(await station.delivers(stop, step=9), step=10)
    await csms.answers(await station.delivers(idle, step=11), step=12)
