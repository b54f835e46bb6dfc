"""The charging profiles that a station has or has refused, from any source."""

from typing import Any

import msgspec
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Integer,
    Select,
    String,
    Table,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
)

from plugfest.csms.store.identifiers import IDENTIFIER
from plugfest.csms.store.prepared import Prepared
from plugfest.csms.store.stations import belongs_to_station, next_number
from plugfest.csms.store.tables import find_row, metadata, timestamp, upsert
from plugfest.csms.store.transactions import transactions

EXTERNAL = "ChargingStationExternalConstraints"
"""The purpose of external limits, which a CSMS can read but not set or clear."""
MOST_PROFILES = 100
"""Profiles of one station that are looked at together; a station may report any number of them."""

profiles = belongs_to_station(
    Table(
        "charging_profiles",
        metadata,
        Column("station", String, primary_key=True),
        Column("id", Integer, primary_key=True),
        Column("evse", Integer, nullable=False),
        Column("source", String, nullable=False),
        Column("purpose", String, nullable=False),
        Column("stack_level", Integer, nullable=False),
        Column("transaction", IDENTIFIER),
        # For the profile of a remote start: identifies its later transaction.
        Column("remote_start_id", Integer),
        Column("accepted", Boolean, nullable=False),
        Column("updated", String, nullable=False),
        Column("profile", JSON, nullable=False),
    )
)


def _with_transactions() -> Select[*tuple[Any, ...]]:
    remotely = transactions.alias()
    mine = (remotely.c.station == profiles.c.station, remotely.c.remote_start_id == profiles.c.remote_start_id)
    started = select(remotely.c.id).where(*mine).limit(1).correlate(profiles).scalar_subquery()
    of_transaction = func.coalesce(profiles.c.transaction, started)
    own = and_(transactions.c.station == profiles.c.station, transactions.c.id == of_transaction)
    there = profiles.outerjoin(transactions, own)
    return select(profiles, of_transaction.label("of_transaction"), transactions.c.ended).select_from(there)


_all = _with_transactions().where(profiles.c.station == bindparam("station")).order_by(profiles.c.id)
_of_station = Prepared(_all)
_by_id = Prepared(_all.where(profiles.c.id == bindparam("id")))
_active = _all.where(profiles.c.accepted, transactions.c.ended.is_(None)).limit(MOST_PROFILES)
_installed = Prepared(_active)
_installed_at = Prepared(_active.where(or_(profiles.c.evse == 0, profiles.c.evse == bindparam("evse"))))


class Installed(msgspec.Struct, frozen=True):
    """A profile of a station with its EVSE (0: the station) and transaction."""

    evse: int
    source: str
    transaction: str | None
    profile: dict[str, Any]

    @property
    def id(self) -> int:
        """Return the profile's id, unique on its station."""
        return int(self.profile["id"])

    @property
    def purpose(self) -> str:
        """Return the profile's purpose."""
        return str(self.profile["chargingProfilePurpose"])

    @property
    def stack_level(self) -> int:
        """Return the profile's stack level."""
        return int(self.profile["stackLevel"])


def new_id(db: Connection, station: str) -> int:
    """Return an id that no stored profile of this station has."""
    while True:
        id_ = next_number(db, station, "profileId")
        if find(db, station, id_) is None:
            return id_


def keep(
    db: Connection,
    station: str,
    evse: int,
    profile: dict[str, Any],
    *,
    accepted: bool = True,
    source: str = "CSO",
    remote_start_id: int | None = None,
) -> None:
    """Store a sent or reported profile. A refused one does not replace an accepted one."""
    key = {"station": station, "id": profile["id"]}
    if not accepted and db.execute(select(profiles.c.accepted).filter_by(**key)).scalar_one_or_none():
        return
    values = {
        "evse": evse,
        "source": source,
        "purpose": profile["chargingProfilePurpose"],
        "stack_level": profile["stackLevel"],
        "transaction": profile.get("transactionId"),
        "remote_start_id": remote_start_id,
        "accepted": accepted,
        "updated": timestamp(),
        "profile": profile,
    }
    upsert(db, profiles, key, values)


def keep_reported(db: Connection, station: str, evse: int, profile: dict[str, Any], source: str) -> None:
    """Store a reported profile."""
    known = find_row(db, profiles, {"station": station, "id": profile["id"]})
    number = known["remote_start_id"] if known else None
    keep(db, station, evse, profile, source=source, remote_start_id=number)


def installed(db: Connection, station: str, evse: int | None = None) -> list[Installed]:
    """Return the profiles of a station, or the active ones of an EVSE. A TxProfile ends with its transaction (K02)."""
    rows = (
        _installed.all(db, {"station": station})
        if evse is None
        else _installed_at.all(db, {"station": station, "evse": evse})
    )
    return [Installed(row["evse"], row["source"], row["of_transaction"], row["profile"]) for row in rows]


def of_transaction(db: Connection, station: str, transaction: str) -> Installed | None:
    """Return the active TxProfile of a transaction: the one with the highest stack level (K01.FR.17)."""
    return of_transactions(db, station).get(transaction.casefold())


def of_transactions(db: Connection, station: str) -> dict[str, Installed]:
    """Return the TxProfile in force for each transaction that has one, by its id in lower case."""
    own: dict[str, Installed] = {}
    for one in installed(db, station):
        if one.purpose == "TxProfile" and one.transaction is not None:
            id_ = one.transaction.casefold()
            known = own.setdefault(id_, one)
            own[id_] = max(known, one, key=lambda each: each.stack_level)
    return own


def forget(db: Connection, station: str, id_: int) -> None:
    """Remove a profile, unless it is an external limit (K10.FR.09)."""
    mine = (profiles.c.station == station, profiles.c.purpose != EXTERNAL)
    db.execute(delete(profiles).where(*mine, profiles.c.id == id_))


def forget_external(db: Connection, station: str, source: str, evse: int) -> None:
    """Remove an external limit (K13)."""
    mine = (profiles.c.station == station, profiles.c.purpose == EXTERNAL)
    db.execute(delete(profiles).where(*mine, profiles.c.source == source, profiles.c.evse == evse))


def forget_all(db: Connection, station: str, *, evse: int | None, purpose: str | None, stack_level: int | None) -> None:
    """Remove the profiles that meet all criteria (K10.FR.04)."""
    wanted = {"evse": evse, "purpose": purpose, "stack_level": stack_level}
    meets = [profiles.c[name] == value for name, value in wanted.items() if value is not None]
    db.execute(delete(profiles).where(profiles.c.station == station, profiles.c.purpose != EXTERNAL, *meets))


def forget_unreported(
    db: Connection, station: str, evse: int | None, criteria: dict[str, Any], there: set[int], asked: str
) -> None:
    """Remove the profiles missing in a complete report."""
    names = {"purpose": "chargingProfilePurpose", "stack_level": "stackLevel"}
    meets = [profiles.c[name] == criteria[key] for name, key in names.items() if key in criteria]
    lists = {"source": "chargingLimitSource", "id": "chargingProfileId"}
    meets += [profiles.c[name].in_(criteria[key]) for name, key in lists.items() if key in criteria]
    if evse is not None:
        meets.append(profiles.c.evse == evse)
    known = (profiles.c.station == station, profiles.c.accepted, profiles.c.updated < asked)
    db.execute(delete(profiles).where(*known, *meets, profiles.c.id.not_in(there)))


def view(db: Connection, station: str) -> list[dict[str, Any]]:
    """Return the profiles as the operator sees them."""
    return [_to_json(row) for row in _of_station.all(db, {"station": station})]


def find(db: Connection, station: str, id_: int) -> dict[str, Any] | None:
    """Return one profile as the operator sees it, or None."""
    row = _by_id.one(db, {"station": station, "id": id_})
    return None if row is None else _to_json(row)


def _to_json(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "evse": row["evse"],
        "source": row["source"],
        "accepted": row["accepted"],
        "transaction": row["of_transaction"],
        "inForce": row["accepted"] and row["ended"] is None,
        "updated": row["updated"],
        "profile": row["profile"],
    }
