"""Clock-aligned meter values: use case J01. They lie in the past, by the clock of the station."""

from plugfest.scenarios.language import Configured, Csms, OperatorSpeaker, StationSpeaker, begins, duration
from plugfest.scenarios.suites.ocpp201_csms.j_meter_values.energy import energy_between
from plugfest.scenarios.suites.ocpp201_csms.j_meter_values.intervals import readings_in


@duration(lambda configured: 3 * configured.aligned_interval)
async def TC_J_01_CSMS(operator: OperatorSpeaker, station: StationSpeaker, configured: Configured) -> None:
    """The station reports the main meter and the meter of each EVSE three times, without a transaction.

    The CSMS answers each report.
    """
    moments = station.moments(3, every=configured.aligned_interval)
    for moment in moments:
        for evse in (0, *station.device.evses):
            await station.reports_meter(evse, at=moment, step=1)
    for evse in (0, *station.device.evses):
        await operator.sees("meter", {"evse": evse}, energy=station.device.meter.energy(evse))


@duration(lambda configured: max(3 * configured.aligned_interval, configured.transaction_duration))
@begins("EnergyTransferStarted")
async def TC_J_02_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The station reports the EVSE's meter in transaction events and all other meters outside of the transaction.

    The CSMS answers each event and each report.
    """
    interval = configured.aligned_interval
    moments = station.moments(readings_in(configured.transaction_duration, every=interval), every=interval)
    readings = []
    for moment in moments:
        for evse in (0, *station.other_evses):
            await station.reports_meter(evse, at=moment, step=1)
        readings.append(station.meter("Sample.Clock", at=moment))
        reported = await station.updates_transaction(step=3, triggerReason="MeterValueClock", meterValue=readings[-1:])
        await csms.answers(reported, step=4)
    await operator.sees(
        "transaction",
        {"transactionId": station.transaction.id},
        running=True,
        meterValueCount=len(readings),
        energy=energy_between(readings[0], readings[-1]),
    )


@duration(lambda configured: 5 * configured.aligned_tx_ended_interval + configured.transaction_duration)
@begins("EnergyTransferStarted")
async def TC_J_03_CSMS(operator: OperatorSpeaker, station: StationSpeaker, configured: Configured) -> None:
    """The station sends all clock-aligned values of a transaction in its last event; the CSMS answers the event.

    The last value is read when the transaction ends.
    """
    interval = configured.aligned_tx_ended_interval
    moments = station.moments(readings_in(configured.transaction_duration, every=interval), every=interval)
    readings = [station.meter("Sample.Clock", at=moment) for moment in moments]
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


@duration(lambda configured: 5 * configured.aligned_tx_ended_interval + configured.transaction_duration)
@begins("EnergyTransferStarted")
async def TC_J_04_CSMS(operator: OperatorSpeaker, station: StationSpeaker, configured: Configured) -> None:
    """As TC_J_03, with a signature in each meter value; the CSMS need not be able to verify it."""
    interval = configured.aligned_tx_ended_interval
    moments = station.moments(readings_in(configured.transaction_duration, every=interval), every=interval)
    readings = [station.meter("Sample.Clock", at=moment, signed=True) for moment in moments]
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
