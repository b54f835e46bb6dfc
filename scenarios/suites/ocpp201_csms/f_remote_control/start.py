"""Starting a transaction remotely: use cases F01 and F02."""

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
    """The cable is in already when a driver starts the charge remotely: the running transaction is theirs."""
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
    """A charge is started remotely before the cable is in, at a station that asks whether the token may charge."""
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
    """A charge is started remotely before the cable is in, at a station that takes the CSMS's word for the token."""
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
    """A transaction is started remotely without plugging in: the driver is deauthorized, the transaction stays open.

    It stays open because the station's transactions end with the parking bay (F02.FR.08).
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
