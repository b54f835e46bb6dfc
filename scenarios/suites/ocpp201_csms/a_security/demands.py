"""Requirements of block A on server certificates, new passwords and SetVariablesRequests."""

import ipaddress
from typing import Any, Final

from plugfest.scenarios.intents import Variable
from plugfest.scenarios.language import (
    CUT,
    HTTP,
    PEM_ONLY,
    TLS,
    CsmsCall,
    Stop,
    Weighed,
    absent_or,
    advised,
    at_least,
    equals,
    matches,
    strong_enough,
    that,
    whole_key,
)

PASSWORD: Final = Variable("SecurityCtrlr", "BasicAuthPassword")
NEW_PASSWORD: Final = {
    **whole_key(PASSWORD),
    "attributeType": absent_or("Actual"),
    "attributeValue": advised(
        that("must have 16 to 64 characters", lambda value: isinstance(value, str) and 16 <= len(value) <= 64).per(
            "A00.FR.205"
        )
    ),
}
"""The expected SetVariableData entry with a new password."""

PRIORITY: Final = Variable("OCPPCommCtrlr", "NetworkConfigurationPriority")

REFUSED_BY: Final = {1: (HTTP, CUT), 2: (TLS, HTTP, CUT)}
"""Ways in which the CSMS may refuse a station that reconnects with this lower security profile (TC_A_19, step 11)."""

A_STRONG_CERTIFICATE: Final = (advised(strong_enough()), advised(PEM_ONLY))
"""Checks of Part 6 on a signed certificate; only advised, because often an external CA has issued the certificate."""
_BITS: Final = {"RSA": at_least(2048).per("A00.FR.502"), "EC": at_least(224).per("A00.FR.503")}


def server_certificate(suite: str, server_name: str) -> dict[str, Any]:
    """Return the requirements on a server certificate for this cipher suite, which determines its key type."""
    own_name = that(
        f"must be {server_name!r}, and nothing else",
        lambda names: [name.casefold() for name in names] == [server_name.casefold()],
        [server_name],
    ).per("A00.FR.510")
    return {
        "trusted": equals("yes"),
        "keyBits": _BITS["EC" if "ECDSA" in suite else "RSA"],
        "serialNumber": that("must be greater than 0", _is_positive).per("A00.FR.508, RFC 5280"),
        # The address of the CSMS may be an IP address: then its certificate has no host name to match.
        "commonName": advised(own_name) if _is_address(server_name) else own_name,
    }


def another_than(old: str | None) -> Weighed:
    """Require a password other than the old one, which is not written to the record."""
    return advised(that("must not be the old password", lambda value: value != old))


def password_in(change: CsmsCall) -> str:
    """Return the new password in a SetVariablesRequest; stop the case if there is none."""
    values = [entry.get("attributeValue") for entry in _entries(change) if _is_password(entry)]
    if not values or not isinstance(values[0], str):
        raise Stop("validation-violated", "SetVariablesRequest brings no new password", csms_at_fault=True)
    return values[0]


def with_slot(slot: int) -> dict[str, Any]:
    """Return the expected SetVariableData entry: a NetworkConfigurationPriority that contains this slot."""

    def holds(value: Any) -> bool:
        return isinstance(value, str) and str(slot) in map(str.strip, value.split(","))

    return {**whole_key(PRIORITY), "attributeValue": that(f"must have slot {slot} in its list", holds, str(slot))}


def results(change: CsmsCall, status: str) -> list[dict[str, Any]]:
    """Return one SetVariableResult with this status for each entry of a SetVariablesRequest."""
    named = ("component", "variable", "attributeType")
    return [
        {name: entry[name] for name in named if name in entry} | {"attributeStatus": status}
        for entry in _entries(change)
    ]


def _is_positive(hexadecimal: Any) -> bool:
    return isinstance(hexadecimal, str) and int(hexadecimal, 16) > 0


def _entries(change: CsmsCall) -> list[dict[str, Any]]:
    """Return the entries of a SetVariablesRequest; stop the case if the request does not fit its schema."""
    if not change.received.frame.fits_schema:
        raise Stop("validation-violated", "SetVariablesRequest cannot be read and answered", csms_at_fault=True)
    entries: list[dict[str, Any]] = change["setVariableData"]
    return entries


def _is_password(entry: dict[str, Any]) -> bool:
    return matches(PASSWORD.payload, entry, "SetVariableDataType")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
