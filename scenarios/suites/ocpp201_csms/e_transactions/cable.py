"""Unplugging the cable from the EV without ending the transaction: use case E10."""

from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, begins, station_with


@station_with(TxStopPoint="Authorized", StopTxOnEVSideDisconnect=False)
@begins("EnergyTransferSuspended")
async def TC_E_26_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The driver unplugs the cable from the EV and plugs it in again; the CSMS answers each event of the transaction.

    The transaction continues all the time: it is suspended without the cable, and the EV charges again with it.
    """
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
