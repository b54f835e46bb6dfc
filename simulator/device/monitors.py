"""Monitors of a station's device model."""

from typing import Any, Literal

import msgspec

from plugfest.simulator.device.model import Change, Component, Variable

Origin = Literal["HardWiredMonitor", "PreconfiguredMonitor", "CustomMonitor"]

NUMERIC = ("integer", "decimal")

CRITERIA = {
    "ThresholdMonitoring": ("UpperThreshold", "LowerThreshold"),
    "DeltaMonitoring": ("Delta",),
    "PeriodicMonitoring": ("Periodic", "PeriodicClockAligned"),
}
"""The types of monitor of each report criterion (N02.FR.12 to FR.14)."""


class Monitor(msgspec.Struct):
    """A monitor on a variable. `reference` is the value that a Delta monitor measures from."""

    id: int
    component: Component
    variable: Variable
    type: str
    value: float
    severity: int
    transaction: bool = False
    origin: Origin = "CustomMonitor"
    active: bool = True
    alerting: bool = False
    reference: str = ""

    @property
    def period(self) -> float | None:
        """Seconds between the events of a periodic monitor that is active; None for every other."""
        return self.value if self.active and self.type.startswith("Periodic") and self.value > 0 else None

    def as_payload(self) -> dict[str, Any]:
        """Return the monitor as a VariableMonitoringType."""
        return {
            "id": self.id,
            "transaction": self.transaction,
            "value": self.value,
            "type": self.type,
            "severity": self.severity,
        }

    def notices(self, change: Change) -> dict[str, Any] | None:
        """Return the trigger of an event caused by a change (N07), with `cleared` at the end of an alert."""
        if change.variable is not self.variable:
            return None
        numeric = self.variable.characteristics.data_type in NUMERIC
        match self.type:
            case "Delta":
                if numeric and abs(float(change.after) - float(self.reference or 0)) < self.value:
                    return None
                self.reference = change.after
                return {"trigger": "Delta"}
            case "UpperThreshold" | "LowerThreshold":
                number = float(change.after)
                beyond = number > self.value if self.type == "UpperThreshold" else number < self.value
                if beyond == self.alerting:
                    return None
                self.alerting = beyond
                return {"trigger": "Alerting"} | ({} if beyond else {"cleared": True})
        return None
