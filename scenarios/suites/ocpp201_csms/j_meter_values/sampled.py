"""Meter values sampled in the course of a transaction: use case J02. They lie in the past, on the station's clock."""

from plugfest.scenarios.language import Configured, Csms, OperatorSpeaker, StationSpeaker, begins, duration
from plugfest.scenarios.suites.ocpp201_csms.j_meter_values.energy import energy_between
from plugfest.scenarios.suites.ocpp201_csms.j_meter_values.intervals import readings_in


async def TC_J_07_CSMS(operator: OperatorSpeaker, station: StationSpeaker) -> None:
    """The EVSE is known from the first event on, which brings what the meter showed at the beginning."""
    await station.reaches("EVConnectedPreSession", meterValue=[station.meter("Transaction.Begin")])
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=True, meterValueCount=1)


async def TC_J_08_CSMS(operator: OperatorSpeaker, station: StationSpeaker) -> None:
    """The EVSE is known only when the cable is in: that event brings what the meter showed at the beginning."""
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
    """During charging the meter is read at intervals, three times."""
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
    """The last event of a transaction brings all its sampled values, and one read at its end.

    The case names the interval of clock-aligned values; it is that of sampled ones.
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
    """As TC_J_10, every value signed by the meter; the CSMS need not be able to read the signatures."""
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
