"""End of a transaction, as the station's TxStopPoint determines it: use case E06."""

from plugfest.scenarios.intents import StopTransaction
from plugfest.scenarios.language import (
    Configured,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    Tokens,
    begins,
    duration,
    one_of,
    station_with,
)


@station_with(TxStopPoint="PowerPathClosed")
@begins("EnergyTransferStarted")
async def TC_E_07_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The station ends the transaction when the power path opens, because the driver stops charging.

    The CSMS answers the event.
    """
    ended = await station.stops(tokens.valid, step=1)
    await csms.answers(ended, step=2)
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="Local")


@station_with(TxStopPoint="EnergyTransfer")
@begins("StopAuthorized")
async def TC_E_08_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The driver has stopped charging; the station ends the transaction when no energy flows any more.

    The CSMS answers the event.
    """
    ended = await station.next_event(step=1)
    await csms.answers(ended, step=2)
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=False,
        chargingState="EVConnected",
        stoppedReason="Local",
    )


@station_with(TxStopPoint="EVConnected")
@begins("EVConnectedPostSession")
async def TC_E_14_CSMS(operator: OperatorSpeaker, station: StationSpeaker) -> None:
    """The driver unplugs the cable from the station, which ends the transaction; the CSMS answers the event."""
    await station.reaches("EVDisconnected")
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="EVDisconnected"
    )
    await operator.sees("connector", {"evse": station.evse, "connector": station.connector}, state="Available")


@station_with(TxStopPoint="Authorized")
@begins("EnergyTransferStarted")
async def TC_E_15_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The driver stops charging with the token; the station ends the transaction, and the CSMS answers the event."""
    ended = await station.stops(tokens.valid, step=1)
    await csms.answers(ended, step=2)
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="Local")


@station_with(TxStopPoint="Authorized")
async def TC_E_16_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The CSMS does not accept the token of a started transaction; the station ends the transaction."""
    begun = await station.authorizes(tokens.invalid, step=1)
    await csms.answers(begun, step=2, idTokenInfo={"status": one_of("Invalid", "Unknown")})
    ended = await station.deauthorizes(step=3)
    await csms.answers(ended, step=4)
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="DeAuthorized"
    )


@station_with(TxStopPoint="Authorized")
@begins("EnergyTransferSuspended")
async def TC_E_17_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The driver unplugs the cable from the EV; the station deauthorizes the transaction and ends it.

    The CSMS answers the event.
    """
    ended = await station.unplugs_at_the_ev(step=1)
    await csms.answers(ended, step=2)
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="EVDisconnected"
    )


@station_with(TxStopPoint="ParkingBayOccupancy")
@begins("EVDisconnected")
async def TC_E_19_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The EV leaves the parking bay; the station ends the transaction, and the CSMS answers the event.

    The case ends the transaction twice: when the cable is unplugged and when the EV leaves. Here it ends only when the
    EV leaves.
    """
    ended = await station.drives_away(step=1, stoppedReason="Local")
    await csms.answers(ended, step=2)
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="Local")


@station_with(fixed_cables=True, TxStopPoint="EVConnected")
@begins("EnergyTransferSuspended")
async def TC_E_20_CSMS(operator: OperatorSpeaker, station: StationSpeaker) -> None:
    """The driver unplugs the fixed cable from the EV without stopping before; the station ends the transaction.

    The CSMS answers the event.
    """
    station.skips("EVConnectedPostSession")
    await station.reaches("EVDisconnected")
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="EVDisconnected"
    )


@station_with(TxStopPoint="Authorized")
@begins("EnergyTransferStarted")
async def TC_E_21_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The operator stops the transaction; the CSMS sends a RequestStopTransactionRequest with its transactionId."""
    operator.asks(StopTransaction(station.transaction.id, station.evse))
    stop = await csms.sends("RequestStopTransaction", step=1, transactionId=station.transaction.id)
    await station.answers(stop, step=2, status="Accepted")

    ended = await station.stops(step=3, asked_by=stop)
    await csms.answers(ended, step=4)
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="Remote")


@station_with(TxStopPoint="EnergyTransfer")
@begins("EnergyTransferStarted")
async def TC_E_22_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The EV suspends charging; the station ends the transaction, and the CSMS answers the event."""
    ended = await station.pauses(step=1)
    await csms.answers(ended, step=2)
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="StoppedByEV"
    )


@station_with(TxStopPoint="Authorized")
@duration(lambda configured: configured.ev_connection_timeout)
@begins("Authorized")
async def TC_E_39_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The driver does not plug in after authorization; the station ends the transaction after EVConnectionTimeOut.

    The CSMS answers the event.
    """
    ended = await station.connection_times_out(configured.ev_connection_timeout, step=1)
    await csms.answers(ended, step=2)
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="Timeout"
    )
