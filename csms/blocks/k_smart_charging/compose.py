"""Charging profiles composed from an operator's limits, by the rules of K01."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from plugfest.csms.blocks.contexts import present
from plugfest.csms.blocks.k_smart_charging.parameters import LimitCharging, Step
from plugfest.csms.store import charging, device_model, operations, transactions
from plugfest.csms.store.charging import Installed
from plugfest.csms.store.identifiers import same_identifier
from plugfest.csms.store.tables import moment, timestamp

_PERIOD_OF: Final = {"Daily": 86_400, "Weekly": 7 * 86_400}
_TENTH: Final = Decimal("0.1")
_ALWAYS: Final = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


class InvalidProfile(ValueError):
    """Raised when a profile cannot express the limit, or the station does not support it."""


class Abilities(msgspec.Struct, frozen=True):
    """Reported abilities of a station's smart charging; None if not reported."""

    rate_units: frozenset[str] | None
    highest_stack_level: int | None
    most_periods: int | None


def abilities(db: Connection, station: str) -> Abilities:
    """Return the known values of a station's SmartChargingCtrlr."""

    def known(variable: str) -> str | None:
        key = device_model.key_of(station, {"name": "SmartChargingCtrlr"}, {"name": variable})
        return device_model.value(db, key)

    def number(text: str | None) -> int | None:
        return int(text) if text is not None and text.isascii() and text.isdigit() else None

    units = known("RateUnit")
    return Abilities(
        rate_units=frozenset(unit.strip() for unit in units.split(",")) if units else None,
        highest_stack_level=number(known("ProfileStackLevel")),
        most_periods=number(known("PeriodsPerSchedule")),
    )


def profile_for(db: Connection, station: str, params: LimitCharging) -> dict[str, Any]:
    """Return the ChargingProfileType for the parameters. Raises InvalidProfile."""
    kind = params.kind or (
        "Recurring" if params.recurrence else "Relative" if params.purpose == "TxProfile" else "Absolute"
    )
    _check(params, kind)
    able, now = abilities(db, station), datetime.now(UTC)
    steps = sorted(
        params.steps or [Step(start=0, limit=params.limit or 0.0, phases=params.phases)],
        key=lambda s: s.start,
    )
    _check_station(able, params, len(steps))
    profile = present(
        stackLevel=params.stack_level or 0,
        chargingProfilePurpose=params.purpose,
        chargingProfileKind=kind,
        recurrencyKind=params.recurrence,
        validFrom=None if params.valid_for is None else timestamp(now),
        validTo=None if params.valid_for is None else timestamp(now + timedelta(seconds=params.valid_for)),
        transactionId=_transaction(db, station, params),
    )
    id_ = _id(db, station, params, profile)
    schedule = present(
        id=abs(id_),
        startSchedule=None if kind == "Relative" else timestamp(params.start or now),
        duration=params.duration,
        chargingRateUnit=params.unit,
        chargingSchedulePeriod=[_period(step, params.phases) for step in steps],
    )
    return {"id": id_, **profile, "chargingSchedule": [schedule]}


def start_profile(db: Connection, station: str, limit: float, unit: str) -> dict[str, Any]:
    """Return the TxProfile of a remote start, which has no transaction yet (F01.FR.11)."""
    id_ = charging.new_id(db, station)
    period = _period(Step(start=0, limit=limit), None)
    return {
        "id": id_,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Relative",
        "chargingSchedule": [{"id": id_, "chargingRateUnit": unit, "chargingSchedulePeriod": [period]}],
    }


def tenths(amount: float) -> float:
    """Return an amount rounded down to one decimal, as limits allow."""
    return float(Decimal(str(amount)).quantize(_TENTH, ROUND_DOWN))


def _check(params: LimitCharging, kind: str) -> None:
    """Check the parameters alone, whatever the station supports. Raises InvalidProfile."""
    own_limit = params.purpose == "ChargingStationMaxProfile"
    objections = {
        "say either a limit or steps": (params.limit is None) == (params.steps is None),
        "the first step begins at 0 (K01.FR.31)": params.steps and min(step.start for step in params.steps) != 0,
        "two steps begin at the same time": params.steps and len({s.start for s in params.steps}) < len(params.steps),
        "a limit of the whole station belongs to EVSE 0 (K04.FR.03)": own_limit and params.evse != 0,
        "a limit of the whole station is never Relative (K01.FR.38)": own_limit and kind == "Relative",
        "a TxProfile belongs to one EVSE (K01.FR.16)": params.purpose == "TxProfile" and params.evse == 0,
        "only a TxProfile names a transaction": params.purpose != "TxProfile" and params.transaction is not None,
        "a recurrence belongs to kind Recurring, and to it only": (kind == "Recurring") == (params.recurrence is None),
        "a Relative schedule has no start of its own (K01.FR.41)": kind == "Relative" and params.start is not None,
        "the schedule is longer than the time in which it comes again": params.recurrence
        and (params.duration or 0) > _PERIOD_OF[params.recurrence],
    }
    _raise_objections(objections)


def _check_station(able: Abilities, params: LimitCharging, periods: int) -> None:
    units, level, most = able.rate_units, able.highest_stack_level, able.most_periods
    objections = {
        f"the station takes no limits in {params.unit} (K01.FR.26)": units is not None and params.unit not in units,
        f"the station's highest stack level is {level}": level is not None and (params.stack_level or 0) > level,
        f"the station takes {most} periods in a schedule, not {periods}": most is not None and periods > most,
    }
    _raise_objections(objections)


def _raise_objections(objections: dict[str, Any]) -> None:
    valid = [text for text, applies in objections.items() if applies]
    if valid:
        raise InvalidProfile("; ".join(valid))


def _transaction(db: Connection, station: str, params: LimitCharging) -> str | None:
    """Return the transaction of a TxProfile (K01.FR.03): the one that is running on the EVSE.

    Without one the station decides: it may have a transaction that it has not reported yet.
    """
    if params.purpose != "TxProfile":
        return None
    running = transactions.running(db, station, params.evse)
    known = any(same_identifier(each, params.transaction) for each in running)
    if params.transaction is not None and running and not known:
        raise InvalidProfile(
            f"transaction {params.transaction} is not running on EVSE {params.evse}, but {running[0]} is"
        )
    return params.transaction or (running[0] if running else None)


def _id(db: Connection, station: str, params: LimitCharging, profile: dict[str, Any]) -> int:
    """Return a new id, or that of the replaced profile: profiles must not conflict (K01.FR.06, FR.39)."""
    replaced = _replaced(db, station, params.replaces) if params.replaces else None
    rivals = [
        one for one in charging.installed(db, station) if one.id != replaced and _compete(one, params.evse, profile)
    ]
    elsewhere = [one for one in rivals if one.evse != params.evse]
    if elsewhere or len(rivals) > 1 or (rivals and replaced is not None):
        names = ", ".join(f"{one.id} (EVSE {one.evse})" for one in rivals)
        raise InvalidProfile(
            f"these profiles have this stack level at that time: {names}; clear them, or take another level"
        )
    if replaced is not None:
        return replaced
    return rivals[0].id if rivals else charging.new_id(db, station)


def _replaced(db: Connection, station: str, operation: str) -> int:
    found = operations.find(db, operation)
    if found is None or found["station"] != station or "profileId" not in found["handle"]:
        raise InvalidProfile(f"operation {operation} has set no charging profile on this station")
    return int(found["handle"]["profileId"])


def _compete(one: Installed, evse: int, profile: dict[str, Any]) -> bool:
    if (one.purpose, one.stack_level) != (profile["chargingProfilePurpose"], profile["stackLevel"]):
        return False
    if one.purpose == "TxProfile":
        return same_identifier(one.transaction, profile.get("transactionId"))
    # A default for all EVSEs and one for a single EVSE would conflict there (K01.FR.52, FR.53).
    return (one.evse == evse or 0 in (one.evse, evse)) and _overlap((one.profile, profile))


def _overlap(two: Iterable[dict[str, Any]]) -> bool:
    spans = [
        (
            moment(profile["validFrom"]) if "validFrom" in profile else _ALWAYS[0],
            moment(profile["validTo"]) if "validTo" in profile else _ALWAYS[1],
        )
        for profile in two
    ]
    return max(begin for begin, _ in spans) < min(end for _, end in spans)


def _period(step: Step, phases: int | None) -> dict[str, Any]:
    return present(startPeriod=step.start, limit=tenths(step.limit), numberPhases=step.phases or phases)
