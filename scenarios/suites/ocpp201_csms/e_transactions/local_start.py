"""Local start of a transaction, with either the cable or the token first: use cases E02 and E03."""

from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, begins


@begins("EVConnectedPreSession")
async def TC_E_03_CSMS(operator: OperatorSpeaker, station: StationSpeaker) -> None:
    """The driver plugs in the cable, then presents a token; the CSMS accepts the token and answers each event."""
    await station.reaches("Authorized")
    await station.reaches("EnergyTransferStarted")
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=True,
        chargingState="Charging",
        token=station.token.payload,
    )


async def TC_E_04_CSMS(operator: OperatorSpeaker, station: StationSpeaker) -> None:
    """The driver presents a token, then plugs in the cable; the CSMS accepts the token and answers each event."""
    await station.reaches("Authorized")
    await station.reaches("EnergyTransferStarted")
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=True,
        chargingState="Charging",
        evse=station.evse,
        token=station.token.payload,
    )


@begins("Authorized")
async def TC_E_38_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The driver is authorized and plugs in the cable, but the EV takes no energy; the CSMS answers each event."""
    await station.reaches("EVConnectedPreSession")
    waiting = await station.pauses(step=2)
    await csms.answers(waiting, step=3)
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=True, chargingState="SuspendedEV"
    )
