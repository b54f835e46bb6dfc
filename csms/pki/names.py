"""Names in the subject of a certificate."""

from cryptography import x509
from cryptography.x509.oid import NameOID


def common_names(subject: x509.Name) -> list[str]:
    """Return every commonName; a station's certificate has one, its serial number (A00.FR.511)."""
    return _values(subject, NameOID.COMMON_NAME)


def organization_names(subject: x509.Name) -> list[str]:
    """Return every organizationName, the owner of the certificate (A00.FR.509)."""
    return _values(subject, NameOID.ORGANIZATION_NAME)


def _values(subject: x509.Name, kind: x509.ObjectIdentifier) -> list[str]:
    return [str(attribute.value) for attribute in subject.get_attributes_for_oid(kind)]
