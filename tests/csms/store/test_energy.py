"""Energy computed from meter values."""

from datetime import UTC, datetime, timedelta

import pytest

from plugfest.csms.store.energy import MeterValue, energy_of

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def value(minute, *samples):
    return MeterValue(NOON + timedelta(minutes=minute), samples)


def sample(amount, **more):
    unit = {key: more.pop(key) for key in ("unit", "multiplier") if key in more}
    return {"value": amount, **more, **({"unitOfMeasure": unit} if unit else {})}


def test_value_without_attributes_is_a_register_in_watt_hours():
    assert energy_of([value(0, sample(1000.0)), value(1, sample(1250.5))]) == 250.5


def test_order_of_values_is_ignored():
    values = [value(minute, sample(1000 + minute)) for minute in (3, 0, 7, 5)]
    assert energy_of(values) == energy_of(reversed(values)) == 7


@pytest.mark.parametrize(
    ("amount", "unit", "watt_hours"),
    [
        (1.5, {"unit": "kWh"}, 1500),
        (1.5, {"multiplier": 3}, 1500),
        (15, {"unit": "kWh", "multiplier": -1}, 1500),
        (1500, {"unit": "Wh", "multiplier": 0}, 1500),
    ],
)
def test_units_and_multipliers_are_applied(amount, unit, watt_hours):
    assert energy_of([value(0, sample(0)), value(1, sample(amount, **unit))]) == watt_hours


def test_decimal_amounts_are_exact():
    assert energy_of([value(0, sample(0.1, unit="kWh")), value(1, sample(0.3, unit="kWh"))]) == 200


def test_single_reading_and_other_measurands_give_no_energy():
    assert energy_of([]) is None
    assert energy_of([value(0, sample(5))]) is None
    assert energy_of([value(n, sample(230, measurand="Voltage", unit="V")) for n in range(3)]) is None


@pytest.mark.parametrize("unit", [{"unit": "varh"}, {"multiplier": 10**9}, {"multiplier": -(10**9)}])
def test_an_impossible_meter_value_is_ignored(unit):
    assert energy_of([value(0, sample(0)), value(1, sample(10)), value(2, sample(99, **unit))]) == 10


def test_total_is_used_or_else_the_sum_of_phases():
    phases = [[sample(each, phase=f"L{n}") for n, each in enumerate(row, 1)] for row in ((1, 2, 3), (4, 6, 8))]
    assert energy_of([value(0, *phases[0]), value(1, *phases[1])]) == 12
    assert energy_of([value(0, sample(0), *phases[0]), value(1, sample(11), *phases[1])]) == 11


def test_outlet_has_priority_over_the_inlet():
    both = [value(n, sample(n * 10), sample(n * 12, location="Inlet")) for n in (0, 1)]
    assert energy_of(both) == 10
    assert energy_of([value(n, sample(n * 12, location="Inlet")) for n in (0, 1)]) == 12


def test_transaction_begin_and_end_have_priority_over_times():
    # The station's clock was set right in the middle of the transaction.
    values = [
        value(90, sample(100, context="Transaction.Begin")),
        value(1, sample(160)),
        value(2, sample(180, context="Transaction.End")),
    ]
    assert energy_of(values) == 80


def test_interval_amounts_are_summed_once_without_a_register():
    interval = "Energy.Active.Import.Interval"
    values = [value(n, sample(5, measurand=interval)) for n in (1, 2, 3, 3)]
    assert energy_of(values) == 15
