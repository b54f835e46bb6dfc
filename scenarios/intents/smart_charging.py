"""Smart charging: block K."""

from typing import ClassVar

from plugfest.scenarios.intents.base import Handle, Intent, place


class LimitCharging(Intent, frozen=True):
    """Limit charging by a charging profile that the CSMS composes (K01 to K04).

    `limit` is in `unit` ("A" or "W"), `duration` in seconds; `evse` 0 is the station as a whole. `replaces` takes
    the order whose profile is to be replaced: the profile keeps its id.
    """

    action: ClassVar[str] = "SetChargingProfile"
    purpose: str
    limit: float
    unit: str
    evse: int
    kind: str | None = None
    recurrence: str | None = None
    stack_level: int | None = None
    phases: int | None = None
    duration: int | None = None
    valid_for: int | None = None
    transaction: str | None = None
    replaces: Handle | None = None

    def __str__(self) -> str:
        profile = " ".join(part for part in (self.recurrence, self.kind, self.purpose) if part)
        details = (
            (self.stack_level, f"stack level {self.stack_level}"),
            (self.phases, f"{self.phases} phases"),
            (self.duration, f"a schedule of {self.duration} s"),
            (self.valid_for, f"valid for {self.valid_for} s from now"),
            (self.replaces, "in place of the one before"),
        )
        said = "".join(f", {text}" for value, text in details if value is not None)
        return f"limit {place(self.evse or None)} to {self.limit:g} {self.unit} by a profile: {profile}{said}"


class ClearLimit(Intent, frozen=True):
    """Clear one charging profile, by the id that the station reported (K10)."""

    action: ClassVar[str] = "ClearChargingProfile"
    profile_id: int

    def __str__(self) -> str:
        return f"clear charging profile {self.profile_id}"


class ClearLimits(Intent, frozen=True):
    """Clear the charging profiles that meet these criteria (K10)."""

    action: ClassVar[str] = "ClearChargingProfile"
    purpose: str | None = None
    stack_level: int | None = None
    evse: int | None = None

    def __str__(self) -> str:
        what = f"{self.purpose or 'charging'} profiles of stack level {self.stack_level}"
        return f"clear the {what} on {place(self.evse or None)}"


class AskChargingProfiles(Intent, frozen=True):
    """Ask which charging profiles the station has, by one or several criteria (K09)."""

    action: ClassVar[str] = "GetChargingProfiles"
    evse: int | None = None
    purpose: str | None = None
    stack_level: int | None = None
    source: str | None = None
    profile_id: int | None = None

    def __str__(self) -> str:
        criteria = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in self.parameters().items())
        return f"ask for the charging profiles with {criteria}"


class AskCompositeSchedule(Intent, frozen=True):
    """Ask for the schedule that results from all profiles, over `duration` seconds (K08)."""

    action: ClassVar[str] = "GetCompositeSchedule"
    evse: int
    duration: int
    unit: str

    def __str__(self) -> str:
        return f"ask for the composite schedule of {place(self.evse or None)} for {self.duration} s in {self.unit}"
