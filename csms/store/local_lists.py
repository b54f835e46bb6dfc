"""Local authorization lists: the version of each station, and the entries that it accepted."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Integer, String, Table, delete, select, update

from plugfest.csms.store.identifiers import IDENTIFIER
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import metadata, timestamp, upsert

lists = belongs_to_station(
    Table(
        "local_lists",
        metadata,
        Column("station", String, primary_key=True),
        # The last confirmed version, 0 for no list.
        Column("version", Integer, nullable=False),
        # False during an update, and after one of unknown outcome.
        Column("certain", Boolean, nullable=False),
        # Whether the entries are complete: no other party has changed the list since a full update.
        Column("whole", Boolean, nullable=False),
        Column("updated", String, nullable=False),
    )
)

entries = belongs_to_station(
    Table(
        "local_list_entries",
        metadata,
        Column("station", String, primary_key=True),
        Column("type", String, primary_key=True),
        # OCPP compares identifiers without letter case.
        Column("id_token", IDENTIFIER, primary_key=True),
        Column("info", JSON, nullable=False),
    )
)


def certain_version(db: Connection, station: str) -> int | None:
    """Return the station's version, 0 without a list; None if it must be requested."""
    query = select(lists.c.version).where(lists.c.station == station, lists.c.certain)
    return db.execute(query).scalar_one_or_none()


def mark_uncertain(db: Connection, station: str) -> None:
    """Store that an update is sent: the version is uncertain until the answer."""
    db.execute(update(lists).where(lists.c.station == station).values(certain=False))


def reported(db: Connection, station: str, version: int) -> None:
    """Store the reported version; if it is another than the known one, the entries are uncertain."""
    if version <= 0:
        db.execute(delete(entries).where(entries.c.station == station))
    known = db.execute(select(lists.c.version, lists.c.whole).where(lists.c.station == station)).one_or_none()
    whole = version <= 0 or (known is not None and known.whole and known.version == version)
    _put(db, station, max(version, 0), whole)


def applied(db: Connection, station: str, request: dict[str, Any]) -> None:
    """Store an accepted SendLocalListRequest (D01.FR.15 to FR.17)."""
    full = request["updateType"] == "Full"
    if full:
        db.execute(delete(entries).where(entries.c.station == station))
    for entry in request.get("localAuthorizationList", ()):
        key = {"station": station, "type": entry["idToken"]["type"], "id_token": entry["idToken"]["idToken"]}
        if "idTokenInfo" in entry:
            upsert(db, entries, key, {"info": entry["idTokenInfo"]})
        else:
            db.execute(delete(entries).filter_by(**key))
    whole = db.execute(select(lists.c.whole).where(lists.c.station == station)).scalar_one_or_none()
    _put(db, station, request["versionNumber"], full or bool(whole))


def held(db: Connection, station: str) -> list[dict[str, Any]]:
    """Return the entries that the station accepted, each an AuthorizationData."""
    query = select(entries).where(entries.c.station == station).order_by(entries.c.type, entries.c.id_token)
    return [
        {"idToken": {"idToken": row.id_token, "type": row.type}, "idTokenInfo": row.info} for row in db.execute(query)
    ]


def holds(db: Connection, station: str, id_token: dict[str, Any]) -> bool:
    """Return whether the station's list has this token."""
    key = {"station": station, "type": id_token["type"], "id_token": id_token["idToken"]}
    return db.execute(select(entries.c.type).filter_by(**key)).first() is not None


def view(db: Connection, station: str) -> dict[str, Any] | None:
    """Return the list as the operator sees it; None if none was ever sent or requested."""
    row = db.execute(select(lists).where(lists.c.station == station)).one_or_none()
    if row is None:
        return None
    return {
        "version": row.version,
        "certain": row.certain,
        "whole": row.whole,
        "updated": row.updated,
        "entries": held(db, station),
    }


def _put(db: Connection, station: str, version: int, whole: bool) -> None:
    values = {"version": version, "certain": True, "whole": whole, "updated": timestamp()}
    upsert(db, lists, {"station": station}, values)
