"""EVSEs and connectors: the last state reported by any message."""

from typing import Any

from sqlalchemy import Column, Connection, Integer, String, Table, bindparam, select

from plugfest.csms.store.prepared import Prepared
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import metadata, upsert

availability = belongs_to_station(
    Table(
        "availability",
        metadata,
        Column("station", String, primary_key=True),
        Column("evse", Integer, primary_key=True),
        Column("connector", Integer, primary_key=True),
        Column("state", String, nullable=False),
        Column("since", String, nullable=False),
    )
)


_evses_of = Prepared(
    select(availability)
    .where(availability.c.station == bindparam("station"), availability.c.evse > 0)
    .order_by(availability.c.evse, availability.c.connector)
)


def report(db: Connection, station: str, evse: int, connector: int, state: str, since: str) -> None:
    """Store a reported state. EVSE 0 is the station itself, connector 0 the EVSE itself."""
    key = {"station": station, "evse": evse, "connector": connector}
    upsert(db, availability, key, {"state": state, "since": since})


def view(db: Connection, station: str) -> list[dict[str, Any]]:
    """Return the EVSEs of a station with their connectors, as the operator sees them."""
    evses: dict[int, dict[str, Any]] = {}
    for row in _evses_of.all(db, {"station": station}):
        evse = evses.setdefault(row["evse"], {"evse": row["evse"], "connectors": []})
        if row["connector"]:
            evse["connectors"].append({"connector": row["connector"], "state": row["state"], "since": row["since"]})
        else:
            evse |= {"state": row["state"], "since": row["since"]}
    return list(evses.values())
