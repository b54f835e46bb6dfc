"""Starting a transaction at the station, whether cable or token comes first: use cases E02 and E03."""

from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, begins


@begins("EVConnectedPreSession")
async def TC_E_03_CSMS(operator: OperatorSpeaker, station: StationSpeaker) -> None:
    """The cable comes first, then the driver's token."""
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
    """The driver's token comes first, then the cable."""
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
    """Authorized and plugged in, but the vehicle is not ready to take energy."""
    await station.reaches("EVConnectedPreSession")
    waiting = await station.pauses(step=2)
    await csms.answers(waiting, step=3)
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=True, chargingState="SuspendedEV"
    )
