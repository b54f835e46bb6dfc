"""Worked examples of costs, to the smallest unit of the currency."""

from decimal import Decimal

import pytest

from plugfest.csms.blocks.i_tariff_and_cost.pricing import Price, Prices, lines, total

HOUR = 3600


def price(amount, tax="0"):
    return Price(price=amount, tax=tax)


def cost(prices, watt_hours, seconds=0, currency="EUR"):
    energy = None if watt_hours is None else Decimal(str(watt_hours))
    bill = lines(prices, energy, Decimal(str(seconds)))
    return None if bill is None else str(total(bill, currency))


@pytest.mark.parametrize(
    ("prices", "watt_hours", "seconds", "expected"),
    [
        # 5 kWh at 0.30, 20 % tax: 1.50 + 0.30
        (Prices(energy=price("0.30", "20")), 5000, 0, "1.80"),
        # once 1.00, 19 % tax
        (Prices(start=price("1.00", "19")), 0, 0, "1.19"),
        # an hour and a half at 6.00 an hour
        (Prices(time=price("6.00")), 0, 1.5 * HOUR, "9.00"),
        # 0.50 + 19 % = 0.595; 12.345 kWh at 0.39 = 4.81455, + 19 % = 5.7293145; 2.5 h at 1.20 = 3.00, + 7 % = 3.21
        (
            Prices(start=price("0.50", "19"), energy=price("0.39", "19"), time=price("1.20", "7")),
            12345,
            2.5 * HOUR,
            "9.53",
        ),
        # 250 kWh at 0.79 = 197.50, + 21 % = 238.975
        (Prices(energy=price("0.79", "21")), 250_000, 0, "238.98"),
        # a second at 36.00 an hour
        (Prices(time=price("36.00")), 0, 1, "0.01"),
        # 20 minutes at 1.00 an hour are 0.333...
        (Prices(time=price("1.00")), 0, 1200, "0.33"),
        # half a cent is rounded up: 0.125, 0.045 (an even-odd rule would say 0.12 and 0.04)
        (Prices(energy=price("0.25")), 500, 0, "0.13"),
        (Prices(energy=price("0.45")), 100, 0, "0.05"),
        # 1.005 is less than 1.005 in binary arithmetic
        (Prices(energy=price("1.005")), 1000, 0, "1.01"),
        # three times 0.10 are 0.30, and 0.1 + 0.2, too
        (Prices(start=price("0.10"), energy=price("0.20")), 1000, 0, "0.30"),
        # rounded once: two lines of 0.004 are 0.01, not nothing
        (Prices(start=price("0.004"), energy=price("0.004")), 1000, 0, "0.01"),
        # a price of nothing is a price
        (Prices(energy=price("0")), 5000, 0, "0.00"),
        (Prices(), 5000, HOUR, "0.00"),
        # a meter or a clock that went backwards costs nothing
        (Prices(energy=price("0.30"), start=price("0.50")), -20, 0, "0.50"),
        (Prices(time=price("6.00")), 0, -HOUR, "0.00"),
    ],
)
def test_cost_equals_the_worked_example(prices, watt_hours, seconds, expected):
    assert cost(prices, watt_hours, seconds) == expected


@pytest.mark.parametrize(
    ("currency", "expected"),
    # 3.5 kWh at 30.25, 10 % tax: 116.4625
    [("JPY", "116"), ("EUR", "116.46"), ("KWD", "116.463"), ("CLF", "116.4625"), ("XYZ", "116.46")],
)
def test_cost_is_rounded_to_the_smallest_unit_of_the_currency(currency, expected):
    assert cost(Prices(energy=price("30.25", "10")), 3500, currency=currency) == expected


def test_cost_of_unknown_energy_is_none():
    assert cost(Prices(energy=price("0.30")), None) is None
    assert cost(Prices(time=price("6.00")), None, HOUR) == "6.00"


def test_an_implausible_meter_value_is_not_billed():
    assert cost(Prices(energy=price("0.30")), 1e300) is None
    assert cost(Prices(time=price("6.00")), 1e300, HOUR) == "6.00"


def test_bill_line_shows_quantity_price_and_tax():
    (line,) = lines(Prices(energy=price("0.30", "20")), Decimal("5250"), Decimal(60))
    assert line.to_json == {
        "component": "energy",
        "quantity": "5.25",
        "unit": "kWh",
        "price": "0.30",
        "taxPercent": "20",
        "net": "1.575",
        "tax": "0.315",
    }
