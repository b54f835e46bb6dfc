"""A cache of verified OCSP answers."""

from datetime import UTC, datetime

from sqlalchemy import Column, Connection, LargeBinary, String, Table, delete

from plugfest.csms.store.tables import find_row, metadata, moment, timestamp, upsert

ocsp_answers = Table(
    "ocsp_answers",
    metadata,
    Column("certificate", String, primary_key=True),
    Column("answer", LargeBinary, nullable=False),
    Column("status", String, nullable=False),
    Column("good_until", String, nullable=False, index=True),
)


def keep(db: Connection, certificate: str, answer: bytes, status: str, good_until: datetime) -> None:
    """Store an answer, and remove expired ones."""
    db.execute(delete(ocsp_answers).where(ocsp_answers.c.good_until < timestamp()))
    values = {"answer": answer, "status": status, "good_until": timestamp(good_until)}
    upsert(db, ocsp_answers, {"certificate": certificate}, values)


def find(db: Connection, certificate: str) -> tuple[bytes, str, datetime] | None:
    """Return a valid answer: its bytes, status and expiry."""
    row = find_row(db, ocsp_answers, {"certificate": certificate})
    if row is None or moment(row["good_until"]) <= datetime.now(UTC):
        return None
    return row["answer"], row["status"], moment(row["good_until"])
