"""Requesting the status of a transaction: use case E14."""

from plugfest.scenarios.intents import AskTransactionStatus
from plugfest.scenarios.language import ABSENT, Csms, OperatorSpeaker, StationSpeaker, Tokens, begins, exactly


@begins("EnergyTransferStarted")
async def TC_E_31_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The CSMS requests the status of an ended transaction, and answers its two queued events, which arrive late."""
    async with station.offline(step=1):
        await station.stops(tokens.valid, step=2)
        await station.unplugs(step=2)
    stop_authorized, still_connected, ended = station.queued

    await station.reports_connector("Available", step=3, by="StatusNotification")

    asked = csms.will_send(
        "GetTransactionStatus",
        step=7,
        transactionId=station.transaction.id,
        answered={"ongoingIndicator": False, "messagesInQueue": True},
    )
    skips_two = await station.delivers(ended, step=5)
    await csms.answers(skips_two, step=6)
    await operator.asks_unless_sent(AskTransactionStatus(station.transaction.id), asked)
    await asked

    first = await station.delivers(stop_authorized, step=9)
    await csms.answers(first, step=10)
    second = await station.delivers(still_connected, step=11)
    await csms.answers(second, step=12)
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=False,
        offlineEventCount=3,
        seqNos=exactly(*range(station.transaction.seq_no + 1)),
    )


@begins("EnergyTransferStarted")
async def TC_E_29_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """After an offline period the CSMS requests the status of the running transaction, and answers the queued event."""
    async with station.offline(step=1):
        reading = station.queues(triggerReason="MeterValuePeriodic", meterValue=[station.meter("Sample.Periodic")])
    asked = csms.will_send(
        "GetTransactionStatus",
        step=3,
        transactionId=station.transaction.id,
        answered={"ongoingIndicator": True, "messagesInQueue": True},
    )
    await operator.asks_unless_sent(AskTransactionStatus(station.transaction.id, station.evse), asked)
    await asked

    await csms.answers(await station.delivers(reading, step=5), step=6)
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=True, offlineEventCount=1, meterValueCount=1
    )


@begins("EnergyTransferStarted")
async def TC_E_30_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests the status of the running transaction; the station has no queued messages."""
    asked = csms.will_send(
        "GetTransactionStatus",
        step=1,
        transactionId=station.transaction.id,
        answered={"ongoingIndicator": True, "messagesInQueue": False},
    )
    await operator.asks_unless_sent(AskTransactionStatus(station.transaction.id, station.evse), asked)
    await asked


@begins("EnergyTransferStarted")
async def TC_E_33_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """After an offline period the CSMS asks whether any messages are queued, and answers the queued event.

    The GetTransactionStatusRequest has no transactionId.
    """
    async with station.offline(step=1):
        reading = station.queues(triggerReason="MeterValuePeriodic", meterValue=[station.meter("Sample.Periodic")])
    asked = csms.will_send("GetTransactionStatus", step=3, transactionId=ABSENT, answered={"messagesInQueue": True})
    await operator.asks_unless_sent(AskTransactionStatus(), asked)
    await asked

    await csms.answers(await station.delivers(reading, step=5), step=6)
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=True, offlineEventCount=1, meterValueCount=1
    )


async def TC_E_34_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS asks whether any messages are queued; the station has none.

    The GetTransactionStatusRequest has no transactionId.
    """
    asked = csms.will_send("GetTransactionStatus", step=1, transactionId=ABSENT, answered={"messagesInQueue": False})
    await operator.asks_unless_sent(AskTransactionStatus(), asked)
    await asked
