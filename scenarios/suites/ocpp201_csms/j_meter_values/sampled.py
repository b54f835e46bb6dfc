"""Sampled meter values of a transaction: use case J02. They lie in the past, by the clock of the station."""

from plugfest.scenarios.language import Configured, Csms, OperatorSpeaker, StationSpeaker, begins, duration
from plugfest.scenarios.suites.ocpp201_csms.j_meter_values.energy import energy_between
from plugfest.scenarios.suites.ocpp201_csms.j_meter_values.intervals import readings_in


async def TC_J_07_CSMS(operator: OperatorSpeaker, station: StationSpeaker) -> None:
    """The station knows the EVSE at the first event, and sends the begin meter value in that event.

    The CSMS answers the event.
    """
    await station.reaches("EVConnectedPreSession", meterValue=[station.meter("Transaction.Begin")])
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=True, meterValueCount=1)


async def TC_J_08_CSMS(operator: OperatorSpeaker, station: StationSpeaker) -> None:
    """The station knows the EVSE when the cable is plugged in, and sends the begin meter value in that event.

    The CSMS answers each event.
    """
    await station.reaches("Authorized")
    await station.reaches("EVConnectedPreSession", meterValue=[station.meter("Transaction.Begin")])
    await station.reaches("EnergyTransferStarted")
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=True,
        chargingState="Charging",
        meterValueCount=1,
    )


@duration(lambda configured: 3 * configured.sampled_interval)
@begins("EnergyTransferStarted")
async def TC_J_09_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The station samples the meter three times during charging; the CSMS answers each event."""
    readings = []
    for moment in station.moments(3, every=configured.sampled_interval):
        readings.append(station.meter("Sample.Periodic", at=moment))
        reported = await station.updates_transaction(
            step=1, triggerReason="MeterValuePeriodic", meterValue=readings[-1:]
        )
        await csms.answers(reported, step=2)
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=True,
        meterValueCount=len(readings),
        energy=energy_between(readings[0], readings[-1]),
    )


@duration(lambda configured: 5 * configured.sampled_tx_ended_interval + configured.transaction_duration)
@begins("EnergyTransferStarted")
async def TC_J_10_CSMS(operator: OperatorSpeaker, station: StationSpeaker, configured: Configured) -> None:
    """The station sends all sampled values of a transaction in its last event; the CSMS answers the event.

    The last value is read when the transaction ends. The case names the interval of clock-aligned values, but that of
    sampled values applies here.
    """
    interval = configured.sampled_tx_ended_interval
    moments = station.moments(readings_in(configured.transaction_duration, every=interval), every=interval)
    readings = [station.meter("Sample.Periodic", at=moment) for moment in moments]
    await station.reaches("EVConnectedPostSession")
    readings += [station.meter("Transaction.End", at=moment) for moment in station.moments(1, every=interval)]
    await station.reaches("EVDisconnected", meterValue=readings)
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=False,
        meterValueCount=len(readings),
        energy=energy_between(readings[0], readings[-1]),
        duration=station.lasted,
    )


@duration(lambda configured: 5 * configured.sampled_tx_ended_interval + configured.transaction_duration)
@begins("EnergyTransferStarted")
async def TC_J_11_CSMS(operator: OperatorSpeaker, station: StationSpeaker, configured: Configured) -> None:
    """As TC_J_10, with a signature in each meter value; the CSMS need not be able to verify it."""
    interval = configured.sampled_tx_ended_interval
    moments = station.moments(readings_in(configured.transaction_duration, every=interval), every=interval)
    readings = [station.meter("Sample.Periodic", at=moment, signed=True) for moment in moments]
    await station.reaches("EVConnectedPostSession")
    (end,) = station.moments(1, every=interval)
    readings.append(station.meter("Transaction.End", at=end, signed=True))
    await station.reaches("EVDisconnected", meterValue=readings)
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=False,
        meterValueCount=len(readings),
        signedValueCount=len(readings),
        energy=energy_between(readings[0], readings[-1]),
    )
