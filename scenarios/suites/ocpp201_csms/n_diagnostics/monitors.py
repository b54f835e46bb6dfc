"""Setting and clearing monitors, the monitoring base and the monitoring level: use cases N03 to N06."""

from typing import Any

from plugfest.scenarios.intents import (
    ClearMonitors,
    Monitor,
    ReadVariables,
    SetMonitoringBase,
    SetMonitoringLevel,
    SetMonitors,
    Variable,
)
from plugfest.scenarios.language import (
    Configured,
    Csms,
    CsmsCall,
    OperatorSpeaker,
    StationSpeaker,
    absent_or,
    advised,
    all_of,
    at_most,
    beyond,
    exactly,
    whole_key,
)
from plugfest.scenarios.suites.ocpp201_csms.n_diagnostics.watched import STATION_STATE, evse_state

MOST_AT_ONCE = Variable("MonitoringCtrlr", "ItemsPerMessage", instance="ClearVariableMonitoring")


def delta(variable: Variable) -> Monitor:
    """Return the monitor that Part 6 sets: it reports every change, with severity 8."""
    return Monitor(variable, "Delta", value=1, severity=8)


def entry(monitor: Monitor) -> dict[str, Any]:
    """Return the demand on a monitor in a SetVariableMonitoringRequest; its value is only advised."""
    return {
        **whole_key(monitor.variable),
        "type": monitor.type,
        "severity": monitor.severity,
        "value": advised(monitor.value),
    }


def shown(monitor: Monitor) -> dict[str, Any]:
    """Return a monitor as the CSMS must show it."""
    return {
        **monitor.variable.payload,
        "type": monitor.type,
        "severity": monitor.severity,
        "value": monitor.value,
    }


def ids_in(clear: CsmsCall) -> list[Any]:
    """Return the ids of the monitors in a ClearVariableMonitoringRequest."""
    ids = clear["id"]
    return ids if isinstance(ids, list) else []


def rest(ids: list[int], before: list[CsmsCall]) -> list[int]:
    """Return the ids that these requests have not cleared."""
    cleared = [number for clear in before for number in ids_in(clear)]
    return [number for number in ids if number not in cleared]


async def TC_N_05_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS sets each monitoring base in turn: All, FactoryDefault and HardWiredOnly."""
    operator.asks(SetMonitoringBase("All"))
    everything = await csms.sends("SetMonitoringBase", step=1, monitoringBase="All")
    await station.answers(everything, step=2, status="Accepted")
    operator.asks(SetMonitoringBase("FactoryDefault"))
    factory = await csms.sends("SetMonitoringBase", step=3, monitoringBase="FactoryDefault")
    await station.answers(factory, step=4, status="Accepted")
    operator.asks(SetMonitoringBase("HardWiredOnly"))
    built_in = await csms.sends("SetMonitoringBase", step=5, monitoringBase="HardWiredOnly")
    await station.answers(built_in, step=6, status="Accepted")
    await operator.sees("monitoring", {}, base="HardWiredOnly")


async def TC_N_08_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a monitor on the AvailabilityState of an EVSE."""
    monitor = delta(evse_state(configured.evse))
    operator.asks(SetMonitors((monitor,)))
    one = all_of([entry(monitor)], advised(at_most(1)))
    asked = await csms.sends("SetVariableMonitoring", step=1, setMonitoringData=one)
    await station.answers(asked, step=2)
    await operator.sees("monitors", {}, [shown(monitor)])


async def TC_N_09_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets monitors on the AvailabilityState of an EVSE and of the station in one request."""
    on_evse, on_station = delta(evse_state(configured.evse)), delta(STATION_STATE)
    operator.asks(SetMonitors((on_evse, on_station)))
    both = [entry(on_evse), entry(on_station)]
    asked = await csms.sends("SetVariableMonitoring", step=1, setMonitoringData=both)
    await station.answers(asked, step=2)
    await operator.sees("monitors", {}, [shown(on_evse), shown(on_station)])


async def TC_N_16_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS sets the monitoring level, so that the station reports events up to severity 4."""
    operator.asks(SetMonitoringLevel(4))
    level = await csms.sends("SetMonitoringLevel", step=1, severity=4)
    await station.answers(level, step=2, status="Accepted")
    await operator.sees("monitoring", {}, level=4)


async def TC_N_17_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS sets the monitoring level, and accepts that the station rejects it."""
    operator.asks(SetMonitoringLevel(4))
    level = await csms.sends("SetMonitoringLevel", step=1, severity=4)
    await station.answers(level, step=2, status="Rejected")
    await operator.sees("monitoring", {}, level=None)


async def TC_N_18_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS clears one monitor more than the station allows in a request, so it sends at least two requests."""
    limit = {**whole_key(MOST_AT_ONCE), "attributeType": absent_or("Actual")}
    operator.asks(ReadVariables((MOST_AT_ONCE,)))
    read = await csms.sends("GetVariables", step=1, getVariableData=[limit])
    await station.answers(read, step=2)
    await operator.waits_until_shown("variables", [station.holds(MOST_AT_ONCE)])
    await operator.sees("variables", {}, [station.holds(MOST_AT_ONCE)])

    most = int(station.holds(MOST_AT_ONCE)["value"])
    ids = list(range(1, most + 2))
    operator.asks(ClearMonitors(tuple(ids)))
    first = await csms.sends("ClearVariableMonitoring", step=3, id=at_most(most))
    await station.answers(first, step=4)
    second = await csms.sends("ClearVariableMonitoring", step=3, id=at_most(most))
    await station.answers(second, step=4)
    *others, last = [first, *await csms.more_requests(second, step=3, each=lambda _: {"id": at_most(most)})]
    csms.check(last, step=3, id=beyond(exactly(*rest(ids, others))))


async def TC_N_44_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS clears a monitor, and accepts that the station rejects this."""
    operator.asks(ClearMonitors((1,)))
    clear = await csms.sends("ClearVariableMonitoring", step=1)
    refused = [{"id": number, "status": "Rejected"} for number in ids_in(clear)]
    await station.answers(clear, step=2, clearMonitoringResult=refused)
    await operator.sees("operations", {}, [{"name": "clear-monitors", "state": "refused"}])
