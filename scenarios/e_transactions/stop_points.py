"""When a station may let a transaction end, as its TxStopPoint says: use case E06."""

from plugfest.scenarios.intents import StopTransaction
from plugfest.scenarios.language import Configured, Csms, OperatorSpeaker, StationSpeaker, Tokens, begins, lasts, one_of


@begins("EnergyTransferStarted")
async def TC_E_07_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The power path opens because the driver stops the charge at the station."""
    ended = await station.ends_transaction(
        step=1, triggerReason="StopAuthorized", stoppedReason="Local", idToken=tokens.valid
    )
    await csms.answers(ended, step=2)
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="Local")


@begins("StopAuthorized")
async def TC_E_08_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The driver has stopped the charge, and the transaction ends when no energy flows any more."""
    ended = await station.ends_transaction(
        step=1, triggerReason="ChargingStateChanged", chargingState="EVConnected", stoppedReason="Local"
    )
    await csms.answers(ended, step=2)
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=False,
        chargingState="EVConnected",
        stoppedReason="Local",
    )


@begins("EVConnectedPostSession")
async def TC_E_14_CSMS(operator: OperatorSpeaker, station: StationSpeaker) -> None:
    """The transaction ends when the cable is pulled at the station's side."""
    await station.reaches("EVDisconnected")
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="EVDisconnected"
    )
    await operator.sees("connector", {"evse": station.evse, "connector": station.connector}, state="Available")


@begins("EnergyTransferStarted")
async def TC_E_15_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The transaction ends with the driver's authorization, given back at the station."""
    ended = await station.ends_transaction(
        step=1, triggerReason="StopAuthorized", stoppedReason="Local", idToken=tokens.valid
    )
    await csms.answers(ended, step=2)
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="Local")


async def TC_E_16_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The CSMS does not accept the token that a transaction began with, so the station ends it."""
    begun = await station.starts_transaction(step=1, triggerReason="Authorized", idToken=tokens.invalid, evse=False)
    await csms.answers(begun, step=2, idTokenInfo={"status": one_of("Invalid", "Unknown")})
    ended = await station.ends_transaction(
        step=3, triggerReason="Deauthorized", stoppedReason="DeAuthorized", evse=False
    )
    await csms.answers(ended, step=4)
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="DeAuthorized"
    )


@begins("EnergyTransferSuspended")
async def TC_E_17_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The vehicle is gone at its own side of the cable, and that deauthorizes the transaction."""
    ended = await station.ends_transaction(
        step=1, triggerReason="EVCommunicationLost", chargingState="Idle", stoppedReason="EVDisconnected"
    )
    await csms.answers(ended, step=2)
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="EVDisconnected"
    )


@begins("EVDisconnectedStillParked")
async def TC_E_19_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The transaction ends only when the vehicle leaves its bay.

    The case would end it twice: once with the cable, once with the departure. Only the departure ends it here.
    """
    ended = await station.ends_transaction(step=1, triggerReason="EVDeparted", stoppedReason="Local")
    await csms.answers(ended, step=2)
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="Local")


@begins("EnergyTransferSuspended")
async def TC_E_20_CSMS(operator: OperatorSpeaker, station: StationSpeaker) -> None:
    """The transaction ends when the cable is pulled at the vehicle's side, without anybody having stopped it."""
    station.skips("EVConnectedPostSession")
    await station.reaches("EVDisconnected")
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="EVDisconnected"
    )


@begins("EnergyTransferStarted")
async def TC_E_21_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The operator stops the transaction from afar: the CSMS finds out which one it is."""
    operator.asks(StopTransaction(station.transaction.id, station.evse))
    stop = await csms.sends("RequestStopTransaction", step=1, transactionId=station.transaction.id)
    await station.answers(stop, step=2, status="Accepted")

    ended = await station.ends_transaction(step=3, triggerReason="RemoteStop", stoppedReason="Remote")
    await csms.answers(ended, step=4)
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="Remote")


@begins("EnergyTransferStarted")
async def TC_E_22_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The transaction ends because the vehicle takes no more energy."""
    ended = await station.ends_transaction(
        step=1, triggerReason="ChargingStateChanged", chargingState="SuspendedEV", stoppedReason="StoppedByEV"
    )
    await csms.answers(ended, step=2)
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="StoppedByEV"
    )


@lasts(lambda configured: configured.ev_connection_timeout)
@begins("Authorized")
async def TC_E_39_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """Nobody plugs in after the driver was authorized, so the transaction ends by a time-out."""
    station.lets_pass(configured.ev_connection_timeout)
    ended = await station.ends_transaction(
        step=1, triggerReason="EVConnectTimeout", stoppedReason="Timeout", evse=False
    )
    await csms.answers(ended, step=2)
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, stoppedReason="Timeout"
    )
