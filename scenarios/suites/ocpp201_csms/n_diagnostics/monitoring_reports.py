"""Reports about the monitors of a station: use case N02."""

from plugfest.scenarios.intents import AskMonitoringReport
from plugfest.scenarios.language import (
    ABSENT,
    Configured,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    advised,
    all_of,
    at_most,
    exactly,
    one_of,
    whole_key,
)
from plugfest.scenarios.suites.ocpp201_csms.n_diagnostics.watched import (
    ONE_CRITERION,
    POWER,
    STATION_STATE,
    evse_asked_about,
    evse_state,
    reported,
    shown,
    the_other,
    watches,
    without_instance,
)

DELTAS, THRESHOLDS = "DeltaMonitoring", "ThresholdMonitoring"
ONE_ENTRY = advised(at_most(1))
"""The advised demand for a single entry: each request is about one variable, but Part 6 numbers them in one list."""


async def TC_N_01_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests monitors by criterion: the report on deltas is empty, the report on thresholds has two."""
    upper, lower = watches(station, POWER, "UpperThreshold", 30000), watches(station, POWER, "LowerThreshold", 100)
    csms.may_send("GetVariables", step=1)
    operator.asks(AskMonitoringReport((DELTAS,)))
    deltas = await csms.sends(
        "GetMonitoringReport", step=1, monitoringCriteria=exactly(DELTAS), componentVariable=ABSENT
    )
    await station.answers(deltas, step=2, status="EmptyResultSet")

    operator.asks(AskMonitoringReport((THRESHOLDS,)))
    thresholds = await csms.sends(
        "GetMonitoringReport", step=3, monitoringCriteria=exactly(THRESHOLDS), componentVariable=ABSENT
    )
    await station.answers(thresholds, step=4, status="Accepted")
    await station.tells(*reported(station, [upper], [lower], of=thresholds), step=5)
    await operator.must_see("the threshold monitors on the power of EVSE 1", "monitors", {}, shown(upper, lower))


async def TC_N_02_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests monitors by variable: the report on Power is empty, the report on AvailabilityState has one."""
    state = evse_state(1)
    csms.may_send("GetVariables", step=1)
    operator.asks(AskMonitoringReport(variables=(POWER,)))
    power = await csms.sends(
        "GetMonitoringReport",
        step=1,
        componentVariable=all_of([without_instance(POWER)], ONE_ENTRY),
        monitoringCriteria=ABSENT,
    )
    await station.answers(power, step=2, status="EmptyResultSet")

    operator.asks(AskMonitoringReport(variables=(state,)))
    wanted = without_instance(state)
    wanted["component"]["evse"]["id"] = one_of(*{1, configured.evse})
    availability = await csms.sends(
        "GetMonitoringReport",
        step=3,
        componentVariable=all_of([wanted], ONE_ENTRY),
        monitoringCriteria=ABSENT,
    )
    await station.answers(availability, step=4, status="Accepted")
    monitor = watches(station, evse_state(evse_asked_about(availability, station)), "Delta", 1)
    await station.tells(*reported(station, [monitor], of=availability), step=5)
    await operator.must_see("the delta monitor on AvailabilityState of the EVSE", "monitors", {}, shown(monitor))


async def TC_N_03_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests monitors by criterion and variable: the first report is empty, the second has two monitors."""
    upper, lower = watches(station, POWER, "UpperThreshold", 30000), watches(station, POWER, "LowerThreshold", 100)
    state = evse_state(configured.evse)
    csms.may_send("GetVariables", step=1)
    operator.asks(AskMonitoringReport((DELTAS,), (state,)))
    deltas = await csms.sends(
        "GetMonitoringReport", step=1, monitoringCriteria=exactly(DELTAS), componentVariable=[state.payload]
    )
    await station.answers(deltas, step=2, status="EmptyResultSet")

    operator.asks(AskMonitoringReport((THRESHOLDS,), (POWER,)))
    thresholds = await csms.sends(
        "GetMonitoringReport", step=3, monitoringCriteria=exactly(THRESHOLDS), componentVariable=[POWER.payload]
    )
    await station.answers(thresholds, step=4, status="Accepted")
    await station.tells(*reported(station, [upper], [lower], of=thresholds), step=5)
    await operator.must_see("the threshold monitors on the power of EVSE 1", "monitors", {}, shown(upper, lower))


async def TC_N_47_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests all monitors, and accepts a report in two parts."""
    power = watches(station, POWER, "UpperThreshold", 30000)
    state = watches(station, evse_state(configured.evse), "Delta", 1)
    operator.asks(AskMonitoringReport())
    asked = await csms.sends("GetMonitoringReport", step=1, monitoringCriteria=ABSENT, componentVariable=ABSENT)
    await station.answers(asked, step=2, status="Accepted")
    await station.tells(*reported(station, [power], [state], of=asked), step=3)
    await operator.sees("reports", {}, [{"requestId": asked["requestId"], "complete": True}])
    await operator.sees("monitors", {}, shown(power, state))


async def TC_N_60_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests monitors by criterion and two variables: the first report is empty, the second has two.

    Part 6 contradicts itself about the order of the criteria and about the variables of the first request. The case
    accepts each reading.
    """
    on_station = watches(station, STATION_STATE, "Delta", 1)
    on_evse = watches(station, evse_state(configured.evse), "Delta", 1)
    states = (STATION_STATE, evse_state(configured.evse))
    csms.may_send("GetVariables", step=1)
    operator.asks(AskMonitoringReport((THRESHOLDS,), states))
    either = {"name": one_of("AvailabilityState", "Power"), "instance": ABSENT}
    first = await csms.sends(
        "GetMonitoringReport",
        step=1,
        monitoringCriteria=ONE_CRITERION,
        componentVariable=[{**whole_key(state), "variable": either} for state in states],
    )
    await station.answers(first, step=2, status="EmptyResultSet")

    operator.asks(AskMonitoringReport((DELTAS,), states))
    second = await csms.sends(
        "GetMonitoringReport",
        step=3,
        monitoringCriteria=the_other(first),
        componentVariable=[whole_key(state) for state in states],
    )
    await station.answers(second, step=4, status="Accepted")
    await station.tells(*reported(station, [on_station], [on_evse], of=second), step=5)
    await operator.must_see(
        "the delta monitors on AvailabilityState of the station and of the EVSE",
        "monitors",
        {},
        shown(on_station, on_evse),
    )
