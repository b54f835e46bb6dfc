"""What OCPP demands of TLS and of certificates, to be compared with what a handshake has shown."""

import ipaddress
from typing import Any, Final

from plugfest.scenarios.matching.matchers import advised, at_least, equals, one_of, that

TLS_OF_TODAY: Final[dict[str, Any]] = {
    "version": one_of("TLSv1.2", "TLSv1.3").per("A00.FR.313"),
    "compression": equals(None).per("A00.FR.321"),
}
_A_NUMBER: Final = that("must be there", bool).per("A00.FR.508")
_BITS: Final = {"RSA": at_least(2048).per("A00.FR.502"), "EC": at_least(224).per("A00.FR.503")}


def server_certificate(suite: str, server_name: str) -> dict[str, Any]:
    """What the certificate has to be that a server shows for this cipher suite."""
    kind = "EC" if "ECDSA" in suite else "RSA"
    made_out = that(f"must be {server_name!r}, and nothing else", lambda names: names == [server_name], [server_name])
    own_name = made_out.per("A00.FR.510")
    return {
        "trusted": equals("yes"),
        "keyType": kind,
        "keyBits": _BITS[kind],
        "serialNumber": _A_NUMBER,
        # Whoever is reached by a mere address has no name to be made out to.
        "commonName": advised(own_name) if _is_address(server_name) else own_name,
    }


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
