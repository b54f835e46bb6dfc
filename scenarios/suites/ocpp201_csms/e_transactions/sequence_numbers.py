"""Sequence numbers of transaction events: requirement E01.FR.07."""

from plugfest.scenarios.language import OperatorSpeaker, StationSpeaker, exactly


async def TC_E_53_CSMS(operator: OperatorSpeaker, station: StationSpeaker) -> None:
    """The station counts the events of each of two transactions from seqNo 0; the CSMS answers every event.

    A TransactionEventResponse cannot refuse an event, so a missing answer is the only possible failure.
    """
    await station.reaches("EnergyTransferStarted")
    first = station.transaction.id
    await station.reaches("EVDisconnected")

    await station.reaches("EnergyTransferStarted")
    second = station.transaction.id
    await station.reaches("EVDisconnected")

    numbers = exactly(*range(station.transaction.seq_no + 1))
    await operator.sees("transaction", {"transactionId": first}, running=False, seqNos=numbers)
    await operator.sees("transaction", {"transactionId": second}, running=False, seqNos=numbers)
