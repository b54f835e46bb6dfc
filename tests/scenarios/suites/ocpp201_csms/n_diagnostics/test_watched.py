"""Criteria in a GetMonitoringReportRequest."""

import pytest

from plugfest.scenarios.matching.equality import MISSING
from plugfest.scenarios.suites.ocpp201_csms.n_diagnostics.watched import ONE_CRITERION


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
def test_one_criterion_requires_exactly_one(criteria: object, holds: bool) -> None:
    assert ONE_CRITERION.holds(criteria) is holds
