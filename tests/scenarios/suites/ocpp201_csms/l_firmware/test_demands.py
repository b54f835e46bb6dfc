"""Requirements on firmware requests: the signing certificate and the time of installation."""

from datetime import UTC, datetime, timedelta

import pytest

from plugfest.scenarios.config import firmware
from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.matching.comparison import matches
from plugfest.scenarios.matching.equality import MISSING
from plugfest.scenarios.suites.ocpp201_csms.l_firmware.demands import certified_by, in_the_future

PEM = firmware.SIGNING_CERTIFICATE
OTHER = PEM.replace("MII", "MIJ")


@pytest.mark.parametrize(
    ("sent", "same"),
    [
        (PEM, True),
        (PEM.replace("\n", "\r\n"), True),
        (PEM.strip(), True),
        (f"Bag Attributes\n{PEM}", True),
        (OTHER, False),
        (PEM + OTHER, False),
        ("no PEM", False),
        (7, False),
    ],
)
def test_certificate_comparison_ignores_line_endings(sent: object, same: bool) -> None:
    assert matches(certified_by(Configured()), {"signingCertificate": sent}) is same


def test_unreadable_configured_certificate_matches_none() -> None:
    nothing = certified_by(Configured(signing_certificate="not read"))
    assert not matches(nothing, {"signingCertificate": "not read"})


@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        ((datetime.now(UTC) + timedelta(hours=1)).isoformat(), True),
        ((datetime.now(UTC) - timedelta(seconds=1)).isoformat(), False),
        ("2099-01-01T00:00:00", False),
        ("soon", False),
        (MISSING, False),
    ],
    ids=["in an hour", "just past", "no time zone", "no date", "missing"],
)
def test_in_the_future_needs_a_time_zone_and_a_later_time(moment: object, holds: bool) -> None:
    assert in_the_future().is_met(moment) is holds
