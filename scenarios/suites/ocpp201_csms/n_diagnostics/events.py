"""Events that the monitors of a station report: use cases N07 and N08."""

from typing import Any

from plugfest.scenarios.intents import Variable
from plugfest.scenarios.language import ABSENT, Configured, Csms, OperatorSpeaker, StationSpeaker
from plugfest.scenarios.suites.ocpp201_csms.n_diagnostics.watched import POWER, STATION_STATE, watches

PASSWORD = Variable("SecurityCtrlr", "BasicAuthPassword")
NOTHING: dict[str, Any] = {"customData": ABSENT.per("N07.FR.03, N08.FR.02")}
"""The demand for an empty answer: the schema allows customData only, and the cases require an empty body."""


async def TC_N_21_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The station reports an event of a hard-wired monitor, and the CSMS returns an empty response."""
    built_in = watches(station, STATION_STATE, "Delta", 1, origin="HardWiredMonitor")
    event = await station.says(station.device.monitoring.event(built_in, "Delta"), step=1)
    await csms.answers(event, step=2, **NOTHING)
    await operator.sees("events", {}, event.payload["eventData"])


async def TC_N_24_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The station reports three events of a periodic monitor, and the CSMS returns an empty response to each."""
    power = watches(station, Variable("EVSE", "Power", evse=configured.evse), "Periodic", 60, origin="CustomMonitor")
    for _ in range(3):
        event = await station.says(station.device.monitoring.event(power, "Periodic"), step=1)
        await csms.answers(event, step=2, **NOTHING)
        await operator.sees("events", {}, event.payload["eventData"])


async def TC_N_48_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The station reports that a write-only variable has changed; the CSMS accepts the event without a value."""
    password = watches(station, PASSWORD, "Delta", 1, origin="CustomMonitor")
    event = await station.says(station.device.monitoring.event(password, "Delta"), step=1)
    await csms.answers(event, step=2)
    await operator.sees("events", {}, event.payload["eventData"])


async def TC_N_49_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """After a restart, the station reports that an alert is cleared, and the CSMS accepts the event."""
    power = watches(station, POWER, "UpperThreshold", 30000, origin="CustomMonitor")
    event = await station.says(station.device.monitoring.event(power, "Alerting", cleared=True), step=1)
    await csms.answers(event, step=2)
    await operator.sees("events", {}, event.payload["eventData"])


async def TC_N_50_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The station reports an event of a periodic monitor, and the CSMS accepts it."""
    power = watches(station, Variable("EVSE", "Power", evse=configured.evse), "Periodic", 60, origin="CustomMonitor")
    event = await station.says(station.device.monitoring.event(power, "Periodic"), step=1)
    await csms.answers(event, step=2)
    await operator.sees("events", {}, event.payload["eventData"])
