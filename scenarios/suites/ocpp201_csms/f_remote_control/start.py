"""Remote start of a transaction: use cases F01 and F02."""

from plugfest.scenarios.intents import StartTransaction
from plugfest.scenarios.language import (
    Configured,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    Tokens,
    absent_or,
    begins,
    beyond,
    duration,
    station_with,
)


@begins("EVConnectedPreSession")
async def TC_F_01_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The operator starts charging after the cable is plugged in; the CSMS sends a RequestStartTransactionRequest.

    The station answers with the id of the transaction that is running already, and reports the token in it.
    """
    operator.asks(StartTransaction(tokens.valid, station.evse))
    start = await csms.sends(
        "RequestStartTransaction", step=1, idToken=tokens.valid.payload, evseId=beyond(absent_or(station.evse))
    )
    await station.answers(start, step=2, status="Accepted", transactionId=station.transaction.id)

    reported = await station.authorizes(tokens.valid, step=3, asked_by=start)
    await csms.answers(reported, step=4, idTokenInfo=beyond({"status": "Accepted"}))
    await station.reaches("EnergyTransferStarted")
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=True,
        chargingState="Charging",
        token=tokens.valid.payload,
        remoteStartId=start["remoteStartId"],
    )


@station_with(AuthCtrlr_AuthorizeRemoteStart=True)
async def TC_F_02_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The operator starts charging before the cable is plugged in; the CSMS sends a RequestStartTransactionRequest.

    The station has AuthorizeRemoteStart set to true: the CSMS accepts the token in its AuthorizeResponse, too.
    """
    operator.asks(StartTransaction(tokens.valid, station.evse))
    start = await csms.sends(
        "RequestStartTransaction", step=1, idToken=tokens.valid.payload, evseId=beyond(absent_or(station.evse))
    )
    await station.answers(start, step=2, status="Accepted")

    asked = await station.swipes(tokens.valid, step=3)
    await csms.answers(asked, step=4, idTokenInfo={"status": "Accepted"})
    begun = await station.authorizes(tokens.valid, step=5, asked_by=start)
    await csms.answers(begun, step=6, idTokenInfo=beyond({"status": "Accepted"}))
    await station.reaches("EnergyTransferStarted")
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=True,
        chargingState="Charging",
        token=tokens.valid.payload,
        remoteStartId=start["remoteStartId"],
    )


async def TC_F_03_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The operator starts charging before the cable is plugged in; the CSMS sends a RequestStartTransactionRequest.

    The station starts the transaction without an AuthorizeRequest.
    """
    operator.asks(StartTransaction(tokens.valid, station.evse))
    start = await csms.sends(
        "RequestStartTransaction", step=1, idToken=tokens.valid.payload, evseId=beyond(absent_or(station.evse))
    )
    await station.answers(start, step=2, status="Accepted")

    begun = await station.authorizes(tokens.valid, step=3, asked_by=start)
    await csms.answers(begun, step=4, idTokenInfo=beyond({"status": "Accepted"}))
    await station.reaches("EnergyTransferStarted")
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=True,
        chargingState="Charging",
        token=tokens.valid.payload,
        remoteStartId=start["remoteStartId"],
    )


@station_with(TxStopPoint="ParkingBayOccupancy")
@duration(lambda configured: configured.transaction_duration)
async def TC_F_04_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured, tokens: Tokens
) -> None:
    """The operator starts a transaction and the driver does not plug in; the CSMS answers the event about the time-out.

    The driver is deauthorized, but the transaction continues: its TxStopPoint is ParkingBayOccupancy (F02.FR.08).
    """
    operator.asks(StartTransaction(tokens.valid, station.evse))
    start = await csms.sends(
        "RequestStartTransaction", step=1, idToken=tokens.valid.payload, evseId=beyond(absent_or(station.evse))
    )
    await station.answers(start, step=2, status="Accepted")

    begun = await station.authorizes(tokens.valid, step=3, asked_by=start)
    await csms.answers(begun, step=4, idTokenInfo=beyond({"status": "Accepted"}))
    late = await station.connection_times_out(configured.transaction_duration, step=5)
    await csms.answers(late, step=6)
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=True,
        remoteStartId=start["remoteStartId"],
    )
