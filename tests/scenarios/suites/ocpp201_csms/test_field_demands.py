"""What firmware and diagnostics cases demand beyond plain values."""

from datetime import UTC, datetime, timedelta

import pytest

from plugfest.scenarios.config import firmware
from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.matching.comparison import matches
from plugfest.scenarios.matching.equality import MISSING
from plugfest.scenarios.suites.ocpp201_csms.l_firmware.demands import certified_by, in_the_future
from plugfest.scenarios.suites.ocpp201_csms.n_diagnostics.watched import ONE_CRITERION

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
def test_a_certificate_is_the_same_whatever_its_line_ends(sent: object, same: bool) -> None:
    assert matches(certified_by(Configured()), {"signingCertificate": sent}) is same


def test_without_a_configured_certificate_none_is_the_right_one() -> None:
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
def test_the_future_has_a_time_zone_and_is_still_to_come(moment: object, holds: bool) -> None:
    assert in_the_future().is_met(moment) is holds


@pytest.mark.parametrize(
    ("criteria", "holds"),
    [
        (["ThresholdMonitoring"], True),
        (["DeltaMonitoring"], True),
        (["PeriodicMonitoring"], False),
        (["DeltaMonitoring", "ThresholdMonitoring"], False),
        (MISSING, False),
    ],
)
def test_one_criterion_is_one_of_two(criteria: object, holds: bool) -> None:
    assert ONE_CRITERION.holds(criteria) is holds
