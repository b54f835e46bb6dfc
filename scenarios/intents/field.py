"""Firmware, logs, monitoring and customer data: blocks L and N."""

from typing import ClassVar

import msgspec

from plugfest.scenarios.intents.base import IdToken, Intent, Variable


class UpdateFirmware(Intent, frozen=True):
    """Update the station's firmware to the configured image, now or later (L01). Times are seconds from now."""

    action: ClassVar[str] = "UpdateFirmware"
    retrieve_in: float | None = None
    install_in: float | None = None

    def __str__(self) -> str:
        later = [f"retrieve it in {self.retrieve_in:g} s"] if self.retrieve_in else []
        later += [f"install it in {self.install_in:g} s"] if self.install_in else []
        return "update the firmware" + (f" ({', '.join(later)})" if later else "")


class PublishFirmware(Intent, frozen=True):
    """Have the local controller publish the configured firmware image (L03)."""

    action: ClassVar[str] = "PublishFirmware"

    def __str__(self) -> str:
        return "publish the firmware on the local controller"


class UnpublishFirmware(Intent, frozen=True):
    """Have the local controller stop publishing the configured firmware image (L04)."""

    action: ClassVar[str] = "UnpublishFirmware"

    def __str__(self) -> str:
        return "unpublish the firmware on the local controller"


class FetchLog(Intent, frozen=True):
    """Fetch a log from the station: "DiagnosticsLog" or "SecurityLog" (N01)."""

    action: ClassVar[str] = "GetLog"
    type: str

    def __str__(self) -> str:
        return f"fetch the {self.type}"


class SetMonitoringBase(Intent, frozen=True):
    """Activate a set of preconfigured monitors: "All", "FactoryDefault" or "HardWiredOnly" (N03)."""

    action: ClassVar[str] = "SetMonitoringBase"
    base: str

    def __str__(self) -> str:
        return f"set the monitoring base to {self.base}"


class SetMonitoringLevel(Intent, frozen=True):
    """Have the station report events up to this severity only (N05)."""

    action: ClassVar[str] = "SetMonitoringLevel"
    severity: int

    def __str__(self) -> str:
        return f"set the monitoring level to {self.severity}"


class Monitor(msgspec.Struct, frozen=True):
    """A monitor on a variable: its type ("Delta", "UpperThreshold"...), value and severity."""

    variable: Variable
    type: str
    value: float
    severity: int

    def __str__(self) -> str:
        return f"{self.type} {self.value:g} on {self.variable}, severity {self.severity}"


class SetMonitors(Intent, frozen=True):
    """Set these monitors on the station (N04)."""

    action: ClassVar[str] = "SetVariableMonitoring"
    monitors: tuple[Monitor, ...]

    def __str__(self) -> str:
        return f"set monitors: {'; '.join(map(str, self.monitors))}"


class ClearMonitors(Intent, frozen=True):
    """Clear the monitors with these ids (N06)."""

    action: ClassVar[str] = "ClearVariableMonitoring"
    ids: tuple[int, ...]

    def __str__(self) -> str:
        return f"clear monitors {', '.join(map(str, self.ids))}"


class AskMonitoringReport(Intent, frozen=True):
    """Ask which monitors the station has, by criteria ("DeltaMonitoring"...) and variables (N02)."""

    action: ClassVar[str] = "GetMonitoringReport"
    criteria: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()

    def __str__(self) -> str:
        what = ", ".join([*self.criteria, *map(str, self.variables)])
        return f"ask for the monitoring report{' on ' + what if what else ''}"


class AskCustomerInformation(Intent, frozen=True):
    """Ask the station to report a customer's data, to clear it, or both (N09, N10).

    The customer is named by exactly one of token, identifier and certificate (hash data, as CertificateHashDataType).
    """

    action: ClassVar[str] = "CustomerInformation"
    report: bool
    clear: bool
    token: IdToken | None = None
    identifier: str | None = None
    certificate: dict[str, str] | None = None

    def __str__(self) -> str:
        what = " and ".join(word for word, on in (("report", self.report), ("clear", self.clear)) if on)
        who = self.token or self.identifier or "the holder of the configured certificate"
        return f"{what} what the station holds of {who}"
