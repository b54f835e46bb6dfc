"""The cable is pulled at the vehicle's side and the transaction goes on: use case E10."""

from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, begins, station_with


@station_with(TxStopPoint="Authorized", StopTxOnEVSideDisconnect=False)
@begins("EnergyTransferSuspended")
async def TC_E_26_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """A transaction outlives the cable: it is suspended, and charges again when the cable is back."""
    lost = await station.unplugs_at_the_ev(step=1)
    await csms.answers(lost, step=2)
    await station.reports_connector("Available", step=3)

    back = await station.plugs_in_at_the_ev(step=5)
    await csms.answers(back, step=6)
    charging = await station.charges(step=7)
    await csms.answers(charging, step=8)
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=True, chargingState="Charging"
    )
