"""Requirements on costs when the price of energy is configured."""

from typing import Any

import pytest

from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.matching.comparison import compare
from plugfest.scenarios.suites.ocpp201_csms.i_tariff_and_cost.costs import total, worth


def weights(demand: Any, value: Any) -> list[str]:
    """Return the weights of the violated requirements."""
    return [finding.weight for finding in compare(demand, value) if not finding.met]


@pytest.mark.parametrize(("whole", "weight"), [(True, "required"), (False, "beyond")])
def test_final_cost_is_required_if_the_price_is_the_whole_tariff(whole: bool, weight: str) -> None:
    configured = Configured(price_per_kwh=0.4, price_is_whole_tariff=whole)
    assert weights(total(5000, configured), 2.0) == []
    assert weights(total(5000, configured), 2.1) == [weight]
    assert weights(worth(5000, configured), 2.1) == ["beyond"]


def test_cost_may_differ_by_the_configured_tolerance() -> None:
    configured = Configured(price_per_kwh=0.4, price_is_whole_tariff=True, cost_tolerance=0.2)
    assert weights(total(5000, configured), 2.1) == []
    assert weights(total(5000, configured), 2.3) == ["required"]


def test_any_cost_is_met_without_a_configured_price() -> None:
    assert weights(total(5000, Configured(price_is_whole_tariff=True)), 99) == []
