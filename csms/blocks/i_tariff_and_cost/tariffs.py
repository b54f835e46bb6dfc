"""Tariffs in the operator API (I01): by name and currency, and by station."""

import re
from typing import Annotated, Any

import msgspec

from plugfest.csms.blocks.contexts import ApiRequest, BadRequest, NotFound
from plugfest.csms.blocks.i_tariff_and_cost.pricing import Prices
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.blocks.registry import endpoint
from plugfest.csms.store import tariffs


class StationTariff(RequestBody):
    """The name of a tariff of the price list."""

    tariff: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{1,40}$")]


@endpoint("GET", "/tariffs", "The price list")
def show_price_list(request: ApiRequest) -> Any:
    """Show all tariffs."""
    return tariffs.view(request.db)


@endpoint("GET", "/tariffs/{name}/{currency}", "One tariff in one currency")
def show_tariff(request: ApiRequest) -> Any:
    """Show a tariff."""
    name, currency = _checked(request)
    found = tariffs.view(request.db, name, currency)
    if not found:
        raise NotFound(f"there is no tariff {name!r} in {currency}")
    return found[0]


@endpoint("PUT", "/tariffs/{name}/{currency}", "Set a tariff for transactions that begin from now on", body=Prices)
def put_tariff(request: ApiRequest) -> Any:
    """Set a tariff. "default" applies to every station without its own."""
    name, currency = _checked(request)
    tariffs.put(request.db, name, currency, msgspec.to_builtins(request.body))
    return tariffs.view(request.db, name, currency)[0]


@endpoint("DELETE", "/tariffs/{name}/{currency}", "Forget a tariff in one currency")
def delete_tariff(request: ApiRequest) -> Any:
    """Remove a tariff; transactions that began with it keep it."""
    name, currency = _checked(request)
    if not tariffs.remove(request.db, name, currency):
        raise NotFound(f"there is no tariff {name!r} in {currency}")
    return {"tariff": name, "currency": currency}


@endpoint("GET", "/stations/{station}/tariff", "The tariff that new transactions of the station are charged by")
def show_station_tariff(request: ApiRequest) -> Any:
    """Show the station's tariff, in its own currency."""
    found = tariffs.applicable(request.db, request.station)
    if found is None:
        raise NotFound(f"no tariff is for {request.station!r} in its currency")
    return found


@endpoint("PUT", "/stations/{station}/tariff", "Give the station a tariff of its own", body=StationTariff)
def put_station_tariff(request: ApiRequest) -> Any:
    """Give the station a tariff."""
    if not tariffs.view(request.db, request.body.tariff):
        raise NotFound(f"there is no tariff {request.body.tariff!r}")
    tariffs.assign(request.db, request.station, request.body.tariff)
    return {"station": request.station, "tariff": request.body.tariff}


@endpoint("DELETE", "/stations/{station}/tariff", "Charge the station by the default tariff again")
def delete_station_tariff(request: ApiRequest) -> Any:
    """Let the station have the default tariff."""
    tariffs.assign(request.db, request.station, None)
    return {"station": request.station, "tariff": tariffs.DEFAULT}


def _checked(request: ApiRequest) -> tuple[str, str]:
    name, currency = request.path["name"], request.path["currency"]
    if not re.fullmatch("[A-Za-z0-9_-]{1,40}", name):
        raise BadRequest("a tariff's name has 1 to 40 letters, digits, - and _")
    if not re.fullmatch("[A-Z]{3}", currency):
        raise BadRequest(f"a currency is three capital letters (ISO 4217), was {currency[:20]!r}")
    return name, currency
