"""Certificates of stations: those signed by the CSMS, and those reported as installed."""

from typing import Any, Final

from sqlalchemy import Column, Connection, Integer, String, Table, delete, insert

from plugfest.csms.store.identifiers import IDENTIFIER
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import add, change, find_row, find_rows, metadata, remove, timestamp, upsert

signed = belongs_to_station(
    Table(
        "signed_certificates",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("station", String, nullable=False, index=True),
        Column("type", String, nullable=False),
        Column("serial_number", String, nullable=False),
        Column("subject", String, nullable=False),
        Column("chain", String, nullable=False),
        Column("signed", String, nullable=False),
        Column("state", String, nullable=False),
    )
)

triggers = belongs_to_station(
    Table(
        "signing_triggers",
        metadata,
        Column("station", String, primary_key=True),
        Column("message", String, nullable=False),
    )
)

installed = belongs_to_station(
    Table(
        "installed_certificates",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("station", String, nullable=False, index=True),
        Column("type", String, nullable=False),
        Column("parent", Integer),
        Column("hash_algorithm", String, nullable=False),
        Column("issuer_name_hash", IDENTIFIER, nullable=False),
        Column("issuer_key_hash", String, nullable=False),
        Column("serial_number", IDENTIFIER, nullable=False),
        Column("reported", String, nullable=False),
    )
)

HASH_DATA: Final = {
    "hashAlgorithm": "hash_algorithm",
    "issuerNameHash": "issuer_name_hash",
    "issuerKeyHash": "issuer_key_hash",
    "serialNumber": "serial_number",
}
"""OCPP's CertificateHashDataType, and our columns."""


def add_signed(db: Connection, station: str, type_: str, serial_number: str, subject: str, chain: str) -> int:
    """Store a signed certificate that is being sent to the station; return its number."""
    values = {"type": type_, "serial_number": serial_number, "subject": subject, "chain": chain}
    result = db.execute(insert(signed).values(station=station, signed=timestamp(), state="sent", **values))
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def settle_signed(db: Connection, number: int, state: str) -> None:
    """Store the station's answer to a signed certificate: `accepted` or `rejected`."""
    change(db, signed, {"id": number}, {"state": state})


def view_signed(db: Connection, station: str) -> list[dict[str, Any]]:
    """Return the certificates that were signed for a station, newest first."""
    rows = find_rows(db, signed, {"station": station}, "-id")
    return [
        {
            "type": row["type"],
            "serialNumber": row["serial_number"],
            "subject": row["subject"],
            "chain": row["chain"],
            "signed": row["signed"],
            "state": row["state"],
        }
        for row in rows
    ]


def note_trigger(db: Connection, station: str, message: str) -> None:
    """Store the type of signing request that the station agreed to send."""
    upsert(db, triggers, {"station": station}, {"message": message})


def last_trigger(db: Connection, station: str) -> str | None:
    """Return the type of the last triggered signing request."""
    row = find_row(db, triggers, {"station": station})
    return str(row["message"]) if row else None


def keep_installed(db: Connection, station: str, types: list[str] | None, chains: list[dict[str, Any]]) -> None:
    """Store the reported certificates of the requested types (None: of all), in place of those known before."""
    old = delete(installed).where(installed.c.station == station)
    db.execute(old if types is None else old.where(installed.c.type.in_(types)))
    now = timestamp()
    for chain in chains:
        own = {"station": station, "type": chain["certificateType"], "reported": now}
        key = db.execute(insert(installed).values(**own, **_columns(chain["certificateHashData"]))).inserted_primary_key
        assert key is not None
        for child in chain.get("childCertificateHashData", ()):
            add(db, installed, {**own, "parent": key[0], **_columns(child)})


def forget_installed(db: Connection, station: str, hash_data: dict[str, Any]) -> None:
    """Store that the station has deleted this certificate."""
    remove(db, installed, {"station": station, **_columns(hash_data)})


def all_installed(db: Connection, station: str) -> list[dict[str, Any]]:
    """Return the reported certificates in order: `type` and `hashData`, unchanged."""
    rows = find_rows(db, installed, {"station": station}, "id")
    return [
        {
            "type": row["type"],
            "hashData": {name: row[column] for name, column in HASH_DATA.items()},
            "child": row["parent"] is not None,
            "reported": row["reported"],
        }
        for row in rows
    ]


def _columns(hash_data: dict[str, Any]) -> dict[str, Any]:
    return {column: hash_data[name] for name, column in HASH_DATA.items()}
