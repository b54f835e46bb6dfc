"""Demands on an UpdateFirmwareRequest that a plain value cannot express (L01)."""

import re
from typing import Any

from plugfest.scenarios.language import ANY, Configured, Matcher, advised, as_datetime, csms_now, that

_PEM_BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----")

SECURE = {"signingCertificate": advised(ANY.per("L01.FR.11"))}
"""The advised demand for any signing certificate, in cases that do not compare it with the configured one."""


def signed_as(configured: Configured) -> dict[str, Any]:
    """Return the demand for the configured signing certificate and signature of the firmware."""
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
    """Require a date-time after the moment of this call; the request itself may come much later."""
    now = csms_now()

    def lies_ahead(text: object) -> bool:
        moment = as_datetime(text)
        return moment is not None and moment > now

    return that("must be a date-time in the future", lies_ahead)
