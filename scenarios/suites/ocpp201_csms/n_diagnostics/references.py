"""The customer of a CustomerInformationRequest, and the report of the station about this customer (N09, N10)."""

from collections.abc import Mapping
from typing import Any

from plugfest.scenarios.intents import IdToken
from plugfest.scenarios.language import ABSENT, Call, CsmsCall, StationSpeaker, advised

CUSTOMER = "OpenChargeAlliance"
"""The customer identifier that Part 6 uses."""
ONLY_ONE = advised(ABSENT.per("N09.FR.04, N10.FR.08"))
"""The advice against a second reference to a customer: a station rejects it (N09.FR.09), but Part 6 does not check."""


def holder_of(token: IdToken) -> dict[str, Any]:
    """Return the demand that a request refers to its customer by this token only."""
    return {"idToken": token.payload, "customerIdentifier": ONLY_ONE, "customerCertificate": ONLY_ONE}


def holder_of_certificate(hashes: Mapping[str, str]) -> dict[str, Any]:
    """Return the demand that a request refers to its customer by a certificate with these hashes only."""
    return {"customerCertificate": dict(hashes), "idToken": ONLY_ONE, "customerIdentifier": ONLY_ONE}


def reported(station: StationSpeaker, *parts: str, of: CsmsCall) -> list[Call]:
    """Return the NotifyCustomerInformation messages with these parts of the data (N09.FR.10)."""
    return [
        Call(
            "NotifyCustomerInformation",
            {
                "requestId": of["requestId"],
                "generatedAt": station.device.clock.stamp(),
                "seqNo": number,
                "tbc": number < len(parts) - 1,
                "data": part,
            },
        )
        for number, part in enumerate(parts)
    ]
