"""Running and total cost of a transaction: use cases I02 and I03."""

from plugfest.scenarios.language import (
    ANY,
    Configured,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    Tokens,
    advised,
    all_of,
    duration,
)
from plugfest.scenarios.suites.ocpp201_csms.i_tariff_and_cost.costs import (
    REPORTED_AT_LEAST_ONCE,
    any_cost,
    cost_after,
    energy_since,
    register,
    total,
    worth,
)

BEGIN, END = 1000, 6000
HALF_AN_HOUR = 1800.0
"""Seconds in which 10 kW deliver 5 kWh."""


@duration(lambda configured: 3 * configured.sampled_interval)
async def TC_I_01_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured, tokens: Tokens
) -> None:
    """The CSMS sends the running cost during charging, in its answers to events or in CostUpdatedRequests.

    The case leaves open which of them, and how often: the cost is required at least once, and advised after each meter
    value.
    """
    asked = await station.swipes(tokens.valid, step=1)
    await csms.answers(asked, step=2, idTokenInfo={"status": "Accepted"})
    begun = await station.authorizes(tokens.valid, step=3)
    updates = csms.may_send("CostUpdated", step=9, transactionId=station.transaction.id)
    await csms.answers(begun, step=4, idTokenInfo={"status": "Accepted"})

    begin = station.meter("Transaction.Begin")
    await station.reaches("EVConnectedPreSession", meterValue=[begin])
    await station.reaches("EnergyTransferStarted")
    costs = []
    for moment in station.moments(2, every=configured.sampled_interval):
        reading = station.meter("Sample.Periodic", at=moment)
        so_far = worth(energy_since(begin, reading), configured)
        updates.skip_seen()
        metered = await station.updates_transaction(step=7, triggerReason="MeterValuePeriodic", meterValue=[reading])
        answer = await csms.answers(metered, step=8)
        costs.append(await cost_after(answer, updates))
        csms.check(costs[-1], step=9, totalCost=all_of(advised(ANY), so_far))

    csms.check(await any_cost(costs, updates), step=9, totalCost=REPORTED_AT_LEAST_ONCE.per("I02.FR.01"))
    await operator.sees("cost", {"transactionId": station.transaction.id}, final=False, total=so_far)


@duration(lambda configured: HALF_AN_HOUR + 2 * configured.transaction_duration)
async def TC_I_02_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sends the total cost of a transaction in its answer to the last event.

    The amount is checked if the CSMS's price for energy is configured.
    """
    now = station.device.clock.now
    await station.reaches("EVConnectedPreSession", meterValue=[register(BEGIN, "Transaction.Begin", now())])
    await station.reaches("EnergyTransferStarted")
    station.lets_pass(HALF_AN_HOUR)
    await station.reaches("EVConnectedPostSession")
    ended = await station.unplugs(step=6, meterValue=[register(END, "Transaction.End", now())])
    cost = total(END - BEGIN, configured)
    await csms.answers(ended, step=9, totalCost=all_of(ANY.per("I03.FR.02"), cost))
    shown = worth(END - BEGIN, configured)
    await operator.sees("cost", {"transactionId": station.transaction.id}, final=True, total=shown)
