"""Start of a transaction, as the station's TxStartPoint determines it: use case E01."""

from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, Tokens, station_with


@station_with(TxStartPoint="PowerPathClosed")
async def TC_E_01_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The station starts the transaction when the power path closes, before energy flows.

    The CSMS accepts the token in its answer to the first event.
    """
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
    """The station starts the transaction when energy flows; the CSMS accepts the token."""
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
    """The station starts the transaction when the cable is plugged in; the CSMS answers the event.

    The driver is not authorized yet.
    """
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
    """The station starts the transaction when the driver is authorized, before the EVSE is known.

    The CSMS accepts the token in its answer to the first event.
    """
    asked = await station.swipes(tokens.valid, step=1)
    await csms.answers(asked, step=2, idTokenInfo={"status": "Accepted"})
    begun = await station.authorizes(tokens.valid, step=3)
    await csms.answers(begun, step=4, idTokenInfo={"status": "Accepted"})
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=True, token=tokens.valid.payload
    )


@station_with(TxStartPoint="DataSigned")
async def TC_E_11_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The station starts the transaction when the meter provides its first signed value; the CSMS accepts the token."""
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
    """The station starts the transaction when an EV enters the parking bay; the CSMS answers the event.

    The driver is not authorized yet, and the EVSE is not known.
    """
    begun = await station.parks(step=1)
    await csms.answers(begun, step=2)
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=True)
