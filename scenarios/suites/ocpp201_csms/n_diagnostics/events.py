"""Events that a station notifies: use cases N07 and N08."""

from typing import Any

from plugfest.scenarios.intents import Variable
from plugfest.scenarios.language import ABSENT, Configured, Csms, OperatorSpeaker, StationSpeaker
from plugfest.scenarios.suites.ocpp201_csms.n_diagnostics.watched import POWER, STATION_STATE, watches

PASSWORD = Variable("SecurityCtrlr", "BasicAuthPassword")
NOTHING: dict[str, Any] = {"customData": ABSENT.per("N07.FR.03, N08.FR.02")}
"""An empty answer: the schema lets nothing in but custom data, and the cases want an empty body."""


async def TC_N_21_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """An event of a built-in monitor is taken with an empty answer, and shown."""
    built_in = watches(station, STATION_STATE, "Delta", 1, origin="HardWiredMonitor")
    event = await station.says(station.device.monitoring.event(built_in, "Delta"), step=1)
    await csms.answers(event, step=2, **NOTHING)
    await operator.sees("events", {}, event.payload["eventData"])


async def TC_N_24_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """Three events of a periodic monitor are taken one after the other, each with an empty answer, and shown."""
    power = watches(station, Variable("EVSE", "Power", evse=configured.evse), "Periodic", 60, origin="CustomMonitor")
    for _ in range(3):
        event = await station.says(station.device.monitoring.event(power, "Periodic"), step=1)
        await csms.answers(event, step=2, **NOTHING)
        await operator.sees("events", {}, event.payload["eventData"])


async def TC_N_48_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """A write-only variable has changed: the CSMS accepts the event without a value."""
    password = watches(station, PASSWORD, "Delta", 1, origin="CustomMonitor")
    event = await station.says(station.device.monitoring.event(password, "Delta"), step=1)
    await csms.answers(event, step=2)
    await operator.sees("events", {}, event.payload["eventData"])


async def TC_N_49_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """After a restart a value is below its threshold again: the event that ends the alert is taken, and shown."""
    power = watches(station, POWER, "UpperThreshold", 30000, origin="CustomMonitor")
    event = await station.says(station.device.monitoring.event(power, "Alerting", cleared=True), step=1)
    await csms.answers(event, step=2)
    await operator.sees("events", {}, event.payload["eventData"])


async def TC_N_50_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """An event of a periodic monitor is taken, and shown."""
    power = watches(station, Variable("EVSE", "Power", evse=configured.evse), "Periodic", 60, origin="CustomMonitor")
    event = await station.says(station.device.monitoring.event(power, "Periodic"), step=1)
    await csms.answers(event, step=2)
    await operator.sees("events", {}, event.payload["eventData"])
