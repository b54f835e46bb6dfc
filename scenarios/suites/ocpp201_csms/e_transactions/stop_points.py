"""When a station may let a transaction end, as its TxStopPoint says: use case E06."""

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
    """The power path opens because the driver stops the charge at the station."""
    ended = await station.stops(tokens.valid, step=1)
    await csms.answers(ended, step=2)
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="Local")


@station_with(TxStopPoint="EnergyTransfer")
@begins("StopAuthorized")
async def TC_E_08_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The driver has stopped the charge, and the transaction ends when no energy flows any more."""
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
    """The transaction ends when the cable is pulled at the station's side."""
    await station.reaches("EVDisconnected")
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="EVDisconnected"
    )
    await operator.sees("connector", {"evse": station.evse, "connector": station.connector}, state="Available")


@station_with(TxStopPoint="Authorized")
@begins("EnergyTransferStarted")
async def TC_E_15_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The transaction ends with the driver's authorization, given back at the station."""
    ended = await station.stops(tokens.valid, step=1)
    await csms.answers(ended, step=2)
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="Local")


@station_with(TxStopPoint="Authorized")
async def TC_E_16_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The CSMS does not accept the token that a transaction began with, so the station ends it."""
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
    """The vehicle is gone at its own side of the cable, and that deauthorizes the transaction."""
    ended = await station.unplugs_at_the_ev(step=1)
    await csms.answers(ended, step=2)
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="EVDisconnected"
    )


@station_with(TxStopPoint="ParkingBayOccupancy")
@begins("EVDisconnected")
async def TC_E_19_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The transaction ends only when the vehicle leaves its bay.

    The case would end it twice: once with the cable, once with the departure. Only the departure ends it here.
    """
    ended = await station.drives_away(step=1, stoppedReason="Local")
    await csms.answers(ended, step=2)
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="Local")


@station_with(fixed_cables=True, TxStopPoint="EVConnected")
@begins("EnergyTransferSuspended")
async def TC_E_20_CSMS(operator: OperatorSpeaker, station: StationSpeaker) -> None:
    """The transaction ends when the cable is unplugged from the EV, without a stop before."""
    station.skips("EVConnectedPostSession")
    await station.reaches("EVDisconnected")
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="EVDisconnected"
    )


@station_with(TxStopPoint="Authorized")
@begins("EnergyTransferStarted")
async def TC_E_21_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The operator stops the transaction remotely: the CSMS finds out which one it is."""
    operator.asks(StopTransaction(station.transaction.id, station.evse))
    stop = await csms.sends("RequestStopTransaction", step=1, transactionId=station.transaction.id)
    await station.answers(stop, step=2, status="Accepted")

    ended = await station.stops(step=3, asked_by=stop)
    await csms.answers(ended, step=4)
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="Remote")


@station_with(TxStopPoint="EnergyTransfer")
@begins("EnergyTransferStarted")
async def TC_E_22_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The transaction ends because the vehicle takes no more energy."""
    ended = await station.pauses(step=1)
    await csms.answers(ended, step=2)
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="StoppedByEV"
    )


@station_with(TxStopPoint="Authorized")
@duration(lambda configured: configured.ev_connection_timeout)
@begins("Authorized")
async def TC_E_39_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The driver does not plug in after authorization, so the transaction ends by a time-out."""
    ended = await station.connection_times_out(configured.ev_connection_timeout, step=1)
    await csms.answers(ended, step=2)
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="Timeout"
    )
