"""The one customer that a CustomerInformationRequest is about, and what a station tells of it (N09, N10)."""

from collections.abc import Mapping
from typing import Any

from plugfest.scenarios.intents import IdToken
from plugfest.scenarios.language import ABSENT, Call, CsmsCall, StationSpeaker, advised

CUSTOMER = "OpenChargeAlliance"
"""The customer identifier that Part 6 names."""
ONLY_ONE = advised(ABSENT.per("N09.FR.04, N10.FR.08"))
"""A second reference to a customer: a station answers Invalid (N09.FR.09), yet Part 6 does not look."""


def holder_of(token: IdToken) -> dict[str, Any]:
    """The customer named by this token, and in no other way."""
    return {"idToken": token.payload, "customerIdentifier": ONLY_ONE, "customerCertificate": ONLY_ONE}


def holder_of_certificate(hashes: Mapping[str, str]) -> dict[str, Any]:
    """The customer named by a certificate with these hashes, and in no other way."""
    return {"customerCertificate": dict(hashes), "idToken": ONLY_ONE, "customerIdentifier": ONLY_ONE}


def reported(station: StationSpeaker, *parts: str, of: CsmsCall) -> list[Call]:
    """Return what the station tells of the customer, in these parts (N09.FR.10)."""
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
