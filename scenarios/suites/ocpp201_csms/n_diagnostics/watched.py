"""The monitors of the station in a case, and their reports (N02)."""

from collections.abc import Sequence
from typing import Any

from plugfest.scenarios.intents import Variable
from plugfest.scenarios.language import (
    ABSENT,
    Call,
    CsmsCall,
    Matcher,
    Origin,
    StationMonitor,
    StationSpeaker,
    exactly,
    that,
)

POWER = Variable("ChargingStation", "Power")
STATION_STATE = Variable("ChargingStation", "AvailabilityState")
ONE_CRITERION = that(
    "must be exactly one of ThresholdMonitoring and DeltaMonitoring",
    lambda criteria: criteria in (["ThresholdMonitoring"], ["DeltaMonitoring"]),
)


def evse_state(evse: int) -> Variable:
    """Return the variable AvailabilityState of an EVSE."""
    return Variable("EVSE", "AvailabilityState", evse=evse)


def evse_asked_about(report: CsmsCall, station: StationSpeaker) -> int:
    """Return the EVSE of the station that a GetMonitoringReportRequest names, or 1 if it names none."""
    for wanted in report.get("componentVariable") or []:
        evse = wanted.get("component", {}).get("evse") if isinstance(wanted, dict) else None
        number = evse.get("id") if isinstance(evse, dict) else None
        if isinstance(number, int) and number in station.device.evses:
            return number
    return 1


def without_instance(variable: Variable) -> dict[str, Any]:
    """Require this variable, without an instance of the variable or of its component."""
    absent, named = ABSENT, variable.payload
    return {
        "component": {**named["component"], "instance": absent},
        "variable": {**named["variable"], "instance": absent},
    }


def the_other(first: CsmsCall) -> Matcher:
    """Require the criterion that the first request did not have: thresholds or deltas."""
    thresholds_first = first.get("monitoringCriteria") == ["ThresholdMonitoring"]
    return exactly("DeltaMonitoring" if thresholds_first else "ThresholdMonitoring")


def watches(
    station: StationSpeaker, variable: Variable, kind: str, value: float, origin: Origin = "PreconfiguredMonitor"
) -> StationMonitor:
    """Install this monitor on a variable of the station, and return it."""
    named = variable.payload
    return station.device.monitoring.install(named["component"], named["variable"], kind, value, 5, origin)


def reported(station: StationSpeaker, *parts: Sequence[StationMonitor], of: CsmsCall) -> list[Call]:
    """Return the NotifyMonitoringReport messages about these monitors, one for each part (N02.FR.08, FR.09)."""
    return [
        Call(
            "NotifyMonitoringReport",
            {
                "requestId": of["requestId"],
                "generatedAt": station.device.clock.stamp(),
                "seqNo": number,
                "tbc": number < len(parts) - 1,
                "monitor": [{**_place(monitor), "variableMonitoring": [monitor.as_payload()]} for monitor in part],
            },
        )
        for number, part in enumerate(parts)
    ]


def shown(*monitors: StationMonitor) -> list[dict[str, Any]]:
    """Return these monitors as the CSMS must show them."""
    return [{**_place(monitor), **monitor.as_payload()} for monitor in monitors]


def _place(monitor: StationMonitor) -> dict[str, Any]:
    return {"component": monitor.component.as_payload(), "variable": monitor.variable.as_payload()}
