"""Demands on an UpdateFirmwareRequest beyond plain values (L01)."""

import re
from typing import Any

from plugfest.scenarios.language import ANY, Configured, Matcher, advised, as_datetime, csms_now, that

_PEM_BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----")

SECURE = {"signingCertificate": advised(ANY.per("L01.FR.11"))}
"""A signed firmware, where the case itself does not compare the certificate."""


def signed_as(configured: Configured) -> dict[str, Any]:
    """The firmware's configured signing certificate and signature."""
    return {**certified_by(configured), "signature": configured.firmware_signature}


def certified_by(configured: Configured) -> dict[str, Any]:
    """Require the configured signing certificate of the firmware, with any line ends."""
    wanted = _certificates(configured.signing_certificate)
    return {
        "signingCertificate": Matcher(
            "certificate",
            "must be the configured signing certificate, in PEM",
            lambda pem: isinstance(pem, str) and bool(wanted) and _certificates(pem) == wanted,
            configured.signing_certificate,
        )
    }


def _certificates(pem: str) -> list[str]:
    return ["".join(block.split()) for block in _PEM_BLOCK.findall(pem)]


def in_the_future() -> Matcher:
    """A date-time that lies ahead now, where the order is given: its message may take its time."""
    now = csms_now()

    def lies_ahead(text: object) -> bool:
        moment = as_datetime(text)
        return moment is not None and moment > now

    return that("must be a date-time in the future", lies_ahead)
