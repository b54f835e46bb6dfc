"""identifierStrings: OCPP compares them without case (Part 2, section 2.1.4).

They are tokens, transaction ids, names of components and variables, checksums, and of certificates the serial number
and the hash of the issuer's name.
"""

from typing import Final

from sqlalchemy import String

IDENTIFIER: Final = String(collation="NOCASE")
"""The type of a column that holds an identifierString."""


def same_identifier(one: str | None, other: str | None) -> bool:
    """Return whether two identifierStrings are equal; what is not there equals nothing."""
    return one is not None and other is not None and one.casefold() == other.casefold()
