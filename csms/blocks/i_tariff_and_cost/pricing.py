"""Costs of transactions: components with tax, in decimal arithmetic, rounded once and at the end."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Annotated, Any, Final

import msgspec

from plugfest.csms.blocks.parameters import RequestBody

Amount = Annotated[str, msgspec.Meta(pattern=r"^\d{1,9}(\.\d{1,6})?$", description="a decimal number")]

_HOUR: Final = Decimal(3600)
_WATT_HOURS: Final = Decimal(1000)
_PRECISION: Final = 40
_MAX_CREDIBLE_WH: Final = Decimal(10) ** 12
"""Watt-hours; a higher meter value is implausible and is not billed."""
_MINOR_UNITS: Final = (
    dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0)
    | dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)
    | dict.fromkeys("CLF UYW".split(), 4)
)
"""Decimal digits by ISO 4217, of currencies without two."""


class Price(RequestBody):
    """A price without tax, and its tax in percent."""

    price: Amount
    tax: Amount = "0"


class Prices(RequestBody):
    """A tariff in one currency: per kWh, per hour since the start of the transaction, and once at its start."""

    energy: Price | None = None
    time: Price | None = None
    start: Price | None = None


class Line(msgspec.Struct, frozen=True):
    """One component of a cost."""

    component: str
    quantity: Decimal
    unit: str
    price: Price

    @property
    def net(self) -> Decimal:
        """Without tax, not rounded."""
        return self.quantity * Decimal(self.price.price)

    @property
    def tax(self) -> Decimal:
        """Return the tax on it, not rounded."""
        return self.net * Decimal(self.price.tax) / 100

    @property
    def to_json(self) -> dict[str, Any]:
        """Return the line for an operator, amounts as decimal texts."""
        return {
            "component": self.component,
            "quantity": _text(self.quantity),
            "unit": self.unit,
            "price": self.price.price,
            "taxPercent": self.price.tax,
            "net": _text(self.net),
            "tax": _text(self.tax),
        }


def lines(prices: Prices, watt_hours: Decimal | None, seconds: Decimal) -> list[Line] | None:
    """Return the components of a cost; None if energy has a price and its amount is unknown or not credible.

    A negative amount of energy or time costs nothing.
    """
    if prices.energy is not None and (watt_hours is None or watt_hours > _MAX_CREDIBLE_WH):
        return None
    with localcontext(prec=_PRECISION):
        energy = max(watt_hours or Decimal(), Decimal()) / _WATT_HOURS if prices.energy else Decimal()
        hours = max(seconds, Decimal()) / _HOUR
    components = (
        ("start", Decimal(1), "transaction", prices.start),
        ("energy", energy, "kWh", prices.energy),
        ("time", hours, "h", prices.time),
    )
    return [Line(name, quantity, unit, price) for name, quantity, unit, price in components if price is not None]


def total(of: list[Line], currency: str) -> Decimal:
    """Return the sum with all taxes, rounded half up to the smallest unit (OCPP's totalCost includes taxes)."""
    with localcontext(prec=_PRECISION):
        exact = sum((line.net + line.tax for line in of), Decimal())
        return exact.quantize(Decimal(1).scaleb(-_MINOR_UNITS.get(currency, 2)), rounding=ROUND_HALF_UP)


def _text(amount: Decimal) -> str:
    to_json = f"{amount:.6f}".rstrip("0").rstrip(".")
    return to_json or "0"
