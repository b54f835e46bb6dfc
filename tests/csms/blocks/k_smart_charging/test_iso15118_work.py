"""The work after a change of limits, which grows with the vehicles and profiles that a station has named."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, create_engine
from support.work import growth

from plugfest.csms import store
from plugfest.csms.blocks.k_smart_charging.iso15118 import Offer, reconsider
from plugfest.csms.store import charging, charging_sessions, transactions
from plugfest.csms.store.tables import metadata

store.load()

NEEDS = {"energyAmount": 10_000, "evMinCurrent": 6, "evMaxCurrent": 32, "evMaxVoltage": 230}


def _vehicle(db: Connection, evse: int) -> None:
    """Store a vehicle that charges at 16 A; a new offer allows it more."""
    transaction = f"transaction-{evse}"
    started = {"eventType": "Started", "timestamp": "2026-01-01T00:00:00Z", "triggerReason": "CablePluggedIn"}
    more = {"seqNo": 0, "transactionInfo": {"transactionId": transaction}, "evse": {"id": evse}}
    transactions.record(db, "CS1", started | more, None)
    needs = {"requestedEnergyTransfer": "AC_three_phase", "acChargingParameters": NEEDS}
    charging_sessions.keep_needs(db, "CS1", transaction, {"evseId": evse, "chargingNeeds": needs})
    period = {"startPeriod": 0, "limit": 16.0}
    schedule = {"id": 1, "startSchedule": "2026-01-01T00:00:00Z", "chargingRateUnit": "A"}
    profile = {
        "id": evse,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Absolute",
        "transactionId": transaction,
        "chargingSchedule": [{**schedule, "chargingSchedulePeriod": [period]}],
    }
    charging.keep(db, "CS1", evse, profile)


def _reconsideration(count: int) -> Callable[[], object]:
    """Return a call of `reconsider` for a station with this many vehicles."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    db = engine.connect()
    for evse in range(1, count + 1):
        _vehicle(db, evse)

    def work() -> None:
        offers: list[Offer] = []
        request: Any = SimpleNamespace(
            db=db, station="CS1", now=datetime.now(UTC), then=lambda _reaction, offer: offers.append(offer)
        )
        reconsider(request)
        assert len(offers) == count

    return work


def test_work_is_linear_in_the_number_of_vehicles() -> None:
    assert growth(_reconsideration, 10) < 2.5
