"""Local authorization lists: the version of each station, and the entries that it accepted."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Integer, String, Table

from plugfest.csms.store.identifiers import IDENTIFIER
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import change, find_row, find_rows, metadata, remove, timestamp, upsert

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
    row = find_row(db, lists, {"station": station, "certain": True})
    return int(row["version"]) if row else None


def mark_uncertain(db: Connection, station: str) -> None:
    """Store that an update is sent: the version is uncertain until the answer."""
    change(db, lists, {"station": station}, {"certain": False})


def reported(db: Connection, station: str, version: int) -> None:
    """Store the reported version; if it is another than the known one, the entries are uncertain."""
    if version <= 0:
        remove(db, entries, {"station": station})
    known = find_row(db, lists, {"station": station})
    whole = version <= 0 or (known is not None and known["whole"] and known["version"] == version)
    _put(db, station, max(version, 0), whole)


def applied(db: Connection, station: str, request: dict[str, Any]) -> None:
    """Store an accepted SendLocalListRequest (D01.FR.15 to FR.17)."""
    full = request["updateType"] == "Full"
    if full:
        remove(db, entries, {"station": station})
    for entry in request.get("localAuthorizationList", ()):
        key = {"station": station, "type": entry["idToken"]["type"], "id_token": entry["idToken"]["idToken"]}
        if "idTokenInfo" in entry:
            upsert(db, entries, key, {"info": entry["idTokenInfo"]})
        else:
            remove(db, entries, key)
    known = find_row(db, lists, {"station": station})
    _put(db, station, request["versionNumber"], full or (known is not None and bool(known["whole"])))


def held(db: Connection, station: str) -> list[dict[str, Any]]:
    """Return the entries that the station accepted, each an AuthorizationData."""
    return [
        {"idToken": {"idToken": row["id_token"], "type": row["type"]}, "idTokenInfo": row["info"]}
        for row in find_rows(db, entries, {"station": station}, "type", "id_token")
    ]


def holds(db: Connection, station: str, id_token: dict[str, Any]) -> bool:
    """Return whether the station's list has this token."""
    key = {"station": station, "type": id_token["type"], "id_token": id_token["idToken"]}
    return find_row(db, entries, key) is not None


def view(db: Connection, station: str) -> dict[str, Any] | None:
    """Return the list as the operator sees it; None if none was ever sent or requested."""
    row = find_row(db, lists, {"station": station})
    if row is None:
        return None
    return {
        "version": row["version"],
        "certain": row["certain"],
        "whole": row["whole"],
        "updated": row["updated"],
        "entries": held(db, station),
    }


def _put(db: Connection, station: str, version: int, whole: bool) -> None:
    values = {"version": version, "certain": True, "whole": whole, "updated": timestamp()}
    upsert(db, lists, {"station": station}, values)
