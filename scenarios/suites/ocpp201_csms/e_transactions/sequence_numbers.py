"""The numbers of a transaction's events: requirement E01.FR.07."""

from plugfest.scenarios.language import OperatorSpeaker, StationSpeaker, exactly


async def TC_E_53_CSMS(operator: OperatorSpeaker, station: StationSpeaker) -> None:
    """Each transaction counts its events from 0, so a second one begins with a number that was there before.

    A CSMS cannot refuse an event, so that every one of both transactions is answered is what can be seen of it.
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
