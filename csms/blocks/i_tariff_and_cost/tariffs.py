"""The price list in the operator API (I01): tariffs by name and currency, and who has which."""

import re
from typing import Annotated, Any

import msgspec

from plugfest.csms.blocks.contexts import BadRequest, Look, NotFound
from plugfest.csms.blocks.i_tariff_and_cost.pricing import Prices
from plugfest.csms.blocks.registry import Wish, endpoint
from plugfest.csms.store import tariffs


class StationTariff(Wish):
    """The name of a tariff of the price list."""

    tariff: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{1,40}$")]


@endpoint("GET", "/tariffs", "The price list")
def show_price_list(look: Look) -> Any:
    """Show all tariffs."""
    return tariffs.view(look.db)


@endpoint("GET", "/tariffs/{name}/{currency}", "One tariff in one currency")
def show_tariff(look: Look) -> Any:
    """Show a tariff."""
    name, currency = _checked(look)
    found = tariffs.view(look.db, name, currency)
    if not found:
        raise NotFound(f"there is no tariff {name!r} in {currency}")
    return found[0]


@endpoint(
    "PUT", "/tariffs/{name}/{currency}", "Set a tariff; it is for transactions that begin from now on", body=Prices
)
def put_tariff(look: Look) -> Any:
    """Set a tariff. "default" is the one of every station without one of its own."""
    name, currency = _checked(look)
    tariffs.put(look.db, name, currency, msgspec.to_builtins(look.body))
    return tariffs.view(look.db, name, currency)[0]


@endpoint("DELETE", "/tariffs/{name}/{currency}", "Forget a tariff in one currency")
def delete_tariff(look: Look) -> Any:
    """Forget a tariff; what has begun under it goes on under it."""
    name, currency = _checked(look)
    if not tariffs.remove(look.db, name, currency):
        raise NotFound(f"there is no tariff {name!r} in {currency}")
    return {"tariff": name, "currency": currency}


@endpoint("GET", "/stations/{station}/tariff", "The tariff that new transactions of the station are charged by")
def show_station_tariff(look: Look) -> Any:
    """Show the station's tariff, in its own currency."""
    found = tariffs.applicable(look.db, look.station)
    if found is None:
        raise NotFound(f"no tariff is for {look.station!r} in its currency")
    return found


@endpoint("PUT", "/stations/{station}/tariff", "Give the station a tariff of its own", body=StationTariff)
def put_station_tariff(look: Look) -> Any:
    """Give the station a tariff."""
    if not tariffs.view(look.db, look.body.tariff):
        raise NotFound(f"there is no tariff {look.body.tariff!r}")
    tariffs.assign(look.db, look.station, look.body.tariff)
    return {"station": look.station, "tariff": look.body.tariff}


@endpoint("DELETE", "/stations/{station}/tariff", "Charge the station by the default tariff again")
def delete_station_tariff(look: Look) -> Any:
    """Let the station have the default tariff."""
    tariffs.assign(look.db, look.station, None)
    return {"station": look.station, "tariff": tariffs.DEFAULT}


def _checked(look: Look) -> tuple[str, str]:
    name, currency = look.path["name"], look.path["currency"]
    if not re.fullmatch("[A-Za-z0-9_-]{1,40}", name):
        raise BadRequest("a tariff's name has 1 to 40 letters, digits, - and _")
    if not re.fullmatch("[A-Z]{3}", currency):
        raise BadRequest(f"a currency is three capital letters (ISO 4217), was {currency[:20]!r}")
    return name, currency
