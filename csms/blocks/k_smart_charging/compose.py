"""Charging profiles made from what an operator wants, by the rules of K01."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any, Final

from sqlalchemy import Connection

from plugfest.csms.blocks.contexts import present
from plugfest.csms.blocks.k_smart_charging.wishes import LimitCharging, Step
from plugfest.csms.store import charging, device_model, operations, transactions
from plugfest.csms.store.charging import Installed
from plugfest.csms.store.tables import moment, timestamp

_PERIOD_OF: Final = {"Daily": 86_400, "Weekly": 7 * 86_400}
_TENTH: Final = Decimal("0.1")
_ALWAYS: Final = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


class Unfit(ValueError):
    """What is wanted cannot be said by a charging profile, or not to this station; says why."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a station has told of its smart charging; None where it has not."""

    rate_units: frozenset[str] | None
    highest_stack_level: int | None
    most_periods: int | None


def abilities(db: Connection, station: str) -> Abilities:
    """What is known of a station's SmartChargingCtrlr."""

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


def profile_for(db: Connection, station: str, wish: LimitCharging) -> dict[str, Any]:
    """The ChargingProfileType that a wish comes to. Raises Unfit."""
    kind = wish.kind or ("Recurring" if wish.recurrence else "Relative" if wish.purpose == "TxProfile" else "Absolute")
    _check(wish, kind)
    able, now = abilities(db, station), datetime.now(UTC)
    steps = sorted(wish.steps or [Step(start=0, limit=wish.limit or 0.0, phases=wish.phases)], key=lambda s: s.start)
    _check_station(able, wish, len(steps))
    profile = present(
        stackLevel=wish.stack_level or 0,
        chargingProfilePurpose=wish.purpose,
        chargingProfileKind=kind,
        recurrencyKind=wish.recurrence,
        validFrom=None if wish.valid_for is None else timestamp(now),
        validTo=None if wish.valid_for is None else timestamp(now + timedelta(seconds=wish.valid_for)),
        transactionId=_transaction(db, station, wish),
    )
    id_ = _id(db, station, wish, profile)
    schedule = present(
        id=abs(id_),
        startSchedule=None if kind == "Relative" else timestamp(wish.start or now),
        duration=wish.duration,
        chargingRateUnit=wish.unit,
        chargingSchedulePeriod=[_period(step, wish.phases) for step in steps],
    )
    return {"id": id_, **profile, "chargingSchedule": [schedule]}


def start_profile(db: Connection, station: str, limit: float, unit: str) -> dict[str, Any]:
    """The TxProfile that goes with a remote start: its transaction is not there yet (F01.FR.11)."""
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
    """An amount with the one decimal that a limit may have, never more than it was."""
    return float(Decimal(str(amount)).quantize(_TENTH, ROUND_DOWN))


def _check(wish: LimitCharging, kind: str) -> None:
    """What is wrong with a wish in itself, whatever the station."""
    own_limit = wish.purpose == "ChargingStationMaxProfile"
    objections = {
        "say either a limit or steps": (wish.limit is None) == (wish.steps is None),
        "the first step begins at 0 (K01.FR.31)": wish.steps and min(step.start for step in wish.steps) != 0,
        "two steps begin at the same time": wish.steps and len({s.start for s in wish.steps}) < len(wish.steps),
        "a limit of the whole station belongs to EVSE 0 (K04.FR.03)": own_limit and wish.evse != 0,
        "a limit of the whole station is never Relative (K01.FR.38)": own_limit and kind == "Relative",
        "a TxProfile belongs to one EVSE (K01.FR.16)": wish.purpose == "TxProfile" and wish.evse == 0,
        "only a TxProfile names a transaction": wish.purpose != "TxProfile" and wish.transaction is not None,
        "a recurrence belongs to kind Recurring, and to it only": (kind == "Recurring") == (wish.recurrence is None),
        "a Relative schedule has no start of its own (K01.FR.41)": kind == "Relative" and wish.start is not None,
        "the schedule is longer than the time in which it comes again": wish.recurrence
        and (wish.duration or 0) > _PERIOD_OF[wish.recurrence],
    }
    _object(objections)


def _check_station(able: Abilities, wish: LimitCharging, periods: int) -> None:
    units, level, most = able.rate_units, able.highest_stack_level, able.most_periods
    objections = {
        f"the station takes no limits in {wish.unit} (K01.FR.26)": units is not None and wish.unit not in units,
        f"the station's highest stack level is {level}": level is not None and (wish.stack_level or 0) > level,
        f"the station takes {most} periods in a schedule, not {periods}": most is not None and periods > most,
    }
    _object(objections)


def _object(objections: dict[str, Any]) -> None:
    valid = [text for text, applies in objections.items() if applies]
    if valid:
        raise Unfit("; ".join(valid))


def _transaction(db: Connection, station: str, wish: LimitCharging) -> str | None:
    """The transaction of a TxProfile (K01.FR.03): the one that is running on the EVSE.

    Without one the station decides: it may know of a transaction that has not been told yet.
    """
    if wish.purpose != "TxProfile":
        return None
    running = transactions.running(db, station, wish.evse)
    if wish.transaction is not None and running and wish.transaction not in running:
        raise Unfit(f"transaction {wish.transaction} is not running on EVSE {wish.evse}, but {running[0]} is")
    return wish.transaction or (running[0] if running else None)


def _id(db: Connection, station: str, wish: LimitCharging, profile: dict[str, Any]) -> int:
    """A new id, or that of the profile whose place is taken: no two may compete (K01.FR.06, FR.39)."""
    replaced = _replaced(db, station, wish.replaces) if wish.replaces else None
    rivals = [
        one for one in charging.installed(db, station) if one.id != replaced and _compete(one, wish.evse, profile)
    ]
    elsewhere = [one for one in rivals if one.evse != wish.evse]
    if elsewhere or len(rivals) > 1 or (rivals and replaced is not None):
        names = ", ".join(f"{one.id} (EVSE {one.evse})" for one in rivals)
        raise Unfit(f"these profiles have this stack level at that time: {names}; clear them, or take another level")
    if replaced is not None:
        return replaced
    return rivals[0].id if rivals else charging.new_id(db, station)


def _replaced(db: Connection, station: str, operation: str) -> int:
    found = operations.find(db, operation)
    if found is None or found["station"] != station or "profileId" not in found["handle"]:
        raise Unfit(f"operation {operation} has set no charging profile on this station")
    return int(found["handle"]["profileId"])


def _compete(one: Installed, evse: int, profile: dict[str, Any]) -> bool:
    if (one.purpose, one.stack_level) != (profile["chargingProfilePurpose"], profile["stackLevel"]):
        return False
    if one.purpose == "TxProfile":
        return one.transaction is not None and one.transaction == profile.get("transactionId")
    # A default for all EVSEs and one for a single EVSE would both be in force there (K01.FR.52, FR.53).
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
