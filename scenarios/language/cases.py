"""Decorators that make a function the scenario of a case: its begin states and its variants."""

import itertools
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import msgspec

from plugfest.scenarios.operators.protocol import BootPolicy

Play = Callable[..., Awaitable[None]]
DISCONNECTED: Final = "Disconnected"
"""The case itself makes the first connection."""
CONNECTED: Final = "Connected"
"""Connected, without any message: the case itself boots the station."""


class Beginning(msgspec.Struct, frozen=True):
    """A reusable state to begin in, optionally at another EVSE or for another token."""

    state: str
    evse: int | None = None
    token: str | None = None


def two_charges(configured: Any) -> float:
    """Return the default duration of a case in seconds: two charges of the configured duration."""
    return 2.0 * float(configured.transaction_duration)


class ScenarioOptions(msgspec.Struct):
    """The options that the decorators give to a scenario."""

    begins: list[Beginning] = msgspec.field(default_factory=list)
    each: dict[str, Sequence[Any]] = msgspec.field(default_factory=dict)
    security_profiles: tuple[int, ...] | None = None
    boot: BootPolicy | None = None
    role: str = "ordinary"
    clock_offset: Callable[[Any], float] = two_charges
    refusable: str | None = None
    fixed_cables: bool = False
    variables: dict[str, str | bool] = msgspec.field(default_factory=dict)


def options_of(play: Play) -> ScenarioOptions:
    """Return the options of a scenario function; every function has options."""
    options: ScenarioOptions = vars(play).setdefault("options", ScenarioOptions())
    return options


def begins(*states: str, evse: int | None = None, token: str | None = None) -> Callable[[Play], Play]:
    """Declare the reusable states (Part 6, 3.18) to begin in, in order; the default is Booted.

    `evse` and `token` (by role) apply to these states; several `@begins` are reached from top to bottom.
    """

    def decorate(play: Play) -> Play:
        options_of(play).begins[:0] = [Beginning(state, evse, token) for state in states]
        return play

    return decorate


def each(**variants: Sequence[Any]) -> Callable[[Play], Play]:
    """Play once for each of these values; the scenario takes the value under that name."""

    def decorate(play: Play) -> Play:
        options_of(play).each.update(variants)
        return play

    return decorate


def security_profiles(*profiles: int) -> Callable[[Play], Play]:
    """Play once for each of these security profiles that the CSMS offers (A00, errata 5.7)."""

    def decorate(play: Play) -> Play:
        options_of(play).security_profiles = profiles
        return play

    return decorate


def not_accepted_at_first(status: str, *, times: int = 1, interval: int | None = None) -> Callable[[Play], Play]:
    """Have the CSMS configured to answer the first boots with "Pending" or "Rejected"."""

    def decorate(play: Play) -> Play:
        options = options_of(play)
        options.boot = BootPolicy(status=status, times=times, interval=interval or 0)
        options.role = "uncommissioned"
        return play

    return decorate


def disposable_station(play: Play) -> Play:
    """Require a disposable station, because the case changes it permanently (its password, its profile)."""
    options_of(play).role = "disposable"
    return play


def duration(seconds: Callable[[Any], float]) -> Callable[[Play], Play]:
    """Declare the duration of the case from the configured values: the station's clock starts that far in the past."""

    def decorate(play: Play) -> Play:
        options_of(play).clock_offset = seconds
        return play

    return decorate


def station_with(*, fixed_cables: bool = False, **variables: str | bool) -> Callable[[Play], Play]:
    """Declare the station of the case: whether its cables are fixed, and values of its TxCtrlr variables.

    Variables of other components are named with the component, as in AuthCtrlr_AuthorizeRemoteStart.
    TxStartPoint and TxStopPoint determine when it reports the start and end of a transaction.
    """

    def decorate(play: Play) -> Play:
        options = options_of(play)
        options.fixed_cables = fixed_cables
        options.variables.update(variables)
        return play

    return decorate


def a_csms_may_refuse(reason: str) -> Callable[[Play], Play]:
    """Allow a CSMS to refuse the order, as the text of the case does; `reason` cites the passage."""

    def decorate(play: Play) -> Play:
        options_of(play).refusable = reason
        return play

    return decorate


class Variant(msgspec.Struct, frozen=True):
    """One way to play a case."""

    security_profile: int
    values: tuple[tuple[str, Any], ...] = ()

    @property
    def facts(self) -> dict[str, Any]:
        """Return the variant in the format of the record."""
        return {"security_profile": self.security_profile} | {name: _plain(value) for name, value in self.values}


def variants(options: ScenarioOptions, offered: Sequence[int], usual: int) -> list[Variant]:
    """Return all variants of a scenario for a CSMS with these security profiles; none: it cannot be played."""
    if options.security_profiles is None:
        profiles = [usual]
    else:
        profiles = [profile for profile in options.security_profiles if profile in offered]
    names = list(options.each)
    return [
        Variant(profile, tuple(zip(names, values, strict=True)))
        for profile in profiles
        for values in itertools.product(*options.each.values())
    ]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
