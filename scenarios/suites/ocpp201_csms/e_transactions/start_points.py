"""When a station may let a transaction begin, as its TxStartPoint says: use case E01."""

from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, Tokens, station_with


@station_with(TxStartPoint="PowerPathClosed")
async def TC_E_01_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The transaction begins when the power path is closed: authorized, plugged in, and no energy yet."""
    asked = await station.swipes(tokens.valid, step=1)
    await csms.answers(asked, step=2, idTokenInfo={"status": "Accepted"})

    station.authorizes_silently(tokens.valid)
    station.suspends_evse()
    begun = await station.plugs_in(
        step=3, ready=True, triggerReason="ChargingStateChanged", chargingState="SuspendedEVSE"
    )
    await csms.answers(begun, step=6, idTokenInfo={"status": "Accepted"})
    charging = await station.charges(step=7)
    await csms.answers(charging, step=8)
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=True,
        chargingState="Charging",
        evse=station.evse,
        token=tokens.valid.payload,
    )


@station_with(TxStartPoint="EnergyTransfer")
async def TC_E_02_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The transaction begins when energy flows."""
    asked = await station.swipes(tokens.valid, step=1)
    await csms.answers(asked, step=2, idTokenInfo={"status": "Accepted"})

    station.authorizes_silently(tokens.valid)
    begun = await station.plugs_in(step=3, ready=True, triggerReason="ChargingStateChanged")
    await csms.answers(begun, step=6, idTokenInfo={"status": "Accepted"})
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=True,
        chargingState="Charging",
        evse=station.evse,
        token=tokens.valid.payload,
    )


@station_with(TxStartPoint="EVConnected")
async def TC_E_09_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The transaction starts when the cable is plugged in, before authorization."""
    begun = await station.plugs_in(step=1)
    await csms.answers(begun, step=4)
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=True,
        chargingState="EVConnected",
        evse=station.evse,
        connector=station.connector,
    )


@station_with(TxStartPoint="Authorized")
async def TC_E_10_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The transaction begins when the driver has been authorized, before it is known where."""
    asked = await station.swipes(tokens.valid, step=1)
    await csms.answers(asked, step=2, idTokenInfo={"status": "Accepted"})
    begun = await station.authorizes(tokens.valid, step=3)
    await csms.answers(begun, step=4, idTokenInfo={"status": "Accepted"})
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=True, token=tokens.valid.payload
    )


@station_with(TxStartPoint="DataSigned")
async def TC_E_11_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The transaction begins when the meter has given its first signed value."""
    asked = await station.swipes(tokens.valid, step=1)
    await csms.answers(asked, step=2, idTokenInfo={"status": "Accepted"})

    station.authorizes_silently(tokens.valid)
    station.has_a_new_meter()
    begun = await station.plugs_in(step=3, meterValue=[station.meter("Transaction.Begin", signed=True)])
    await csms.answers(begun, step=6, idTokenInfo={"status": "Accepted"})
    charging = await station.charges(step=7)
    await csms.answers(charging, step=8)
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=True,
        chargingState="Charging",
        signedValueCount=1,
    )


@station_with(TxStartPoint="ParkingBayOccupancy")
async def TC_E_12_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The transaction begins when a vehicle is in the parking bay: neither driver nor EVSE is known."""
    begun = await station.parks(step=1)
    await csms.answers(begun, step=2)
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=True)
