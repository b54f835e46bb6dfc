"""Provisioning: block B."""

from typing import ClassVar

import msgspec

from plugfest.scenarios.intents.base import Intent, Variable, place


class Reset(Intent, frozen=True):
    """Reset the station or one EVSE, "OnIdle" or "Immediate" (B11, B12)."""

    action: ClassVar[str] = "Reset"
    type: str
    evse: int | None = None

    def __str__(self) -> str:
        when = {"OnIdle": "when idle", "Immediate": "at once"}[self.type]
        return f"reset {place(self.evse)} {when}"


class ReadVariables(Intent, frozen=True):
    """Read these variables from the station (B06)."""

    action: ClassVar[str] = "GetVariables"
    variables: tuple[Variable, ...]

    def __str__(self) -> str:
        return f"read {', '.join(map(str, self.variables))}"


class Setting(msgspec.Struct, frozen=True):
    """A variable and its new value."""

    variable: Variable
    value: str

    def __str__(self) -> str:
        return f"{self.variable} to {self.value!r}"


class WriteVariables(Intent, frozen=True):
    """Set these variables on the station (B05)."""

    action: ClassVar[str] = "SetVariables"
    settings: tuple[Setting, ...]

    def __str__(self) -> str:
        return f"set {', '.join(map(str, self.settings))}"


class AskBaseReport(Intent, frozen=True):
    """Ask for a base report: "ConfigurationInventory", "FullInventory" or "SummaryInventory" (B07)."""

    action: ClassVar[str] = "GetBaseReport"
    base: str

    def __str__(self) -> str:
        return f"ask for the {self.base} report"


class AskReport(Intent, frozen=True):
    """Ask for a report on components that meet criteria ("Problem", "Available"...) (B08)."""

    action: ClassVar[str] = "GetReport"
    criteria: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()

    def __str__(self) -> str:
        what = ", ".join(map(str, self.variables)) or "everything"
        return f"ask for a report on {what}" + (f" where {', '.join(self.criteria)}" if self.criteria else "")


class OfferNetworkProfile(Intent, frozen=True):
    """Store a network connection profile in a slot of the station (B09). The CSMS chooses values that are None."""

    action: ClassVar[str] = "SetNetworkProfile"
    slot: int
    security_profile: int | None = None
    url: str | None = None
    interface: str | None = None
    timeout: int | None = None

    def __str__(self) -> str:
        return f"store a network profile in slot {self.slot}" + (
            f" with security profile {self.security_profile}" if self.security_profile is not None else ""
        )
