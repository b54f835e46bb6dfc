"""When a station may let a transaction begin, as its TxStartPoint says: use case E01."""

from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, Tokens


async def TC_E_01_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The transaction begins when the power path is closed: authorized, plugged in, and no energy yet."""
    asked = await station.authorizes(tokens.valid, step=1)
    await csms.answers(asked, step=2, idTokenInfo={"status": "Accepted"})
    await station.reports_connector("Occupied", step=3)

    begun = await station.starts_transaction(
        step=5,
        triggerReason="ChargingStateChanged",
        chargingState="SuspendedEVSE",
        idToken=tokens.valid,
        evse=True,
    )
    await csms.answers(begun, step=6, idTokenInfo={"status": "Accepted"})
    charging = await station.updates_transaction(step=7, triggerReason="ChargingStateChanged", chargingState="Charging")
    await csms.answers(charging, step=8)
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=True,
        chargingState="Charging",
        evse=station.evse,
        token=tokens.valid.payload,
    )


async def TC_E_02_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The transaction begins when energy flows."""
    asked = await station.authorizes(tokens.valid, step=1)
    await csms.answers(asked, step=2, idTokenInfo={"status": "Accepted"})
    await station.reports_connector("Occupied", step=3)

    begun = await station.starts_transaction(
        step=5, triggerReason="ChargingStateChanged", chargingState="Charging", idToken=tokens.valid, evse=True
    )
    await csms.answers(begun, step=6, idTokenInfo={"status": "Accepted"})
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=True,
        chargingState="Charging",
        evse=station.evse,
        token=tokens.valid.payload,
    )


async def TC_E_09_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The transaction begins when the cable is plugged in, before anybody has been authorized."""
    await station.reports_connector("Occupied", step=1)
    begun = await station.starts_transaction(
        step=3, triggerReason="CablePluggedIn", chargingState="EVConnected", evse=True
    )
    await csms.answers(begun, step=4)
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=True,
        chargingState="EVConnected",
        evse=station.evse,
        connector=station.connector,
    )


async def TC_E_10_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The transaction begins when the driver has been authorized, before it is known where."""
    asked = await station.authorizes(tokens.valid, step=1)
    await csms.answers(asked, step=2, idTokenInfo={"status": "Accepted"})
    begun = await station.starts_transaction(step=3, triggerReason="Authorized", idToken=tokens.valid, evse=False)
    await csms.answers(begun, step=4, idTokenInfo={"status": "Accepted"})
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=True, token=tokens.valid.payload
    )


async def TC_E_11_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The transaction begins when the meter has given its first signed value."""
    asked = await station.authorizes(tokens.valid, step=1)
    await csms.answers(asked, step=2, idTokenInfo={"status": "Accepted"})
    await station.reports_connector("Occupied", step=3)

    station.has_a_new_meter()
    begun = await station.starts_transaction(
        step=5,
        triggerReason="SignedDataReceived",
        idToken=tokens.valid,
        evse=True,
        meterValue=[station.meter("Transaction.Begin", signed=True)],
    )
    await csms.answers(begun, step=6, idTokenInfo={"status": "Accepted"})
    charging = await station.updates_transaction(step=7, triggerReason="ChargingStateChanged", chargingState="Charging")
    await csms.answers(charging, step=8)
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=True,
        chargingState="Charging",
        signedValueCount=1,
    )


async def TC_E_12_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The transaction begins when a vehicle is in the parking bay: neither driver nor EVSE is known."""
    begun = await station.starts_transaction(step=1, triggerReason="EVDetected", evse=False)
    await csms.answers(begun, step=2)
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=True)
