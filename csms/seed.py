"""Seeds: initial stations, tokens, tariffs and policies, from a TOML file or the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from sqlalchemy import Connection

from plugfest.csms.blocks.c_authorization.provisioning import Token, TokenName, TokenType, keep
from plugfest.csms.blocks.contexts import BadRequest
from plugfest.csms.blocks.i_tariff_and_cost.pricing import Prices
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.operator_api.bodies import NamedStation
from plugfest.csms.operator_api.stations import checked_id, provision
from plugfest.csms.services import Services
from plugfest.csms.store import policies, tariffs


class SeedError(OSError):
    """Raised when a seed cannot be used; the text says where and why."""


class SeedStation(NamedStation, kw_only=True):
    """A station, and the tariff that it has."""

    tariff: str | None = None


class SeedToken(Token, kw_only=True):
    """A token. `group` is the name of a group of the seed, or a token by its id and type."""

    id_token: Annotated[str, msgspec.Meta(min_length=1, max_length=36)]
    type: TokenType = "ISO14443"
    group: TokenName | str | None = None  # type: ignore[assignment]  # a name is resolved before it is stored


class SeedGroup(RequestBody):
    """A group of tokens, under the name that tokens of the seed use."""

    name: str
    id_token: Annotated[str, msgspec.Meta(min_length=1, max_length=36)]
    type: TokenType = "Central"


class SeedTariff(Prices, kw_only=True):
    """A tariff of the price list."""

    name: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{1,40}$")] = tariffs.DEFAULT
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]


class Policies(RequestBody):
    """Rules of the whole CSMS."""

    unknown_stations: Literal["admit", "refuse"] | None = None
    unknown_tokens: Literal["Accepted", "Unknown"] | None = None
    heartbeat_interval: Annotated[int, msgspec.Meta(ge=1, le=86_400)] | None = None


class Seed(RequestBody):
    """Everything that a seed can have."""

    policies: Policies = msgspec.field(default_factory=Policies)
    stations: list[SeedStation] = msgspec.field(default_factory=list)
    groups: list[SeedGroup] = msgspec.field(default_factory=list)
    tokens: list[SeedToken] = msgspec.field(default_factory=list)
    tariffs: list[SeedTariff] = msgspec.field(default_factory=list)


def read(path: Path) -> Seed:
    """Read a TOML file. Raises SeedError."""
    import tomllib  # most CSMSs have no seed file

    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return msgspec.convert(_camel_case(data), type=Seed)
    except OSError as error:
        raise SeedError(f"{path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise SeedError(f"{path}: {error}") from error


async def apply(csms: Services, seed: Seed) -> None:
    """Store the seed; existing entries are updated. Raises SeedError."""
    try:
        for station in seed.stations:
            await provision(csms, checked_id(station.id), station)
        await csms.database.write(lambda db: _store(db, seed))
    except BadRequest as error:
        raise SeedError(f"the seed cannot be used: {error}") from error


def _store(db: Connection, seed: Seed) -> None:
    for name, value in msgspec.to_builtins(seed.policies).items():
        if value is not None:
            policies.put(db, name, value)
    for tariff in seed.tariffs:
        prices = {name: msgspec.to_builtins(getattr(tariff, name)) for name in ("energy", "time", "start")}
        tariffs.put(db, tariff.name, tariff.currency, prices)
    for station in seed.stations:
        if station.tariff is not None:
            tariffs.assign(db, station.id, station.tariff)
    groups = {group.name: TokenName(id_token=group.id_token, type=group.type) for group in seed.groups}
    for token in seed.tokens:
        if isinstance(token.group, str):
            if token.group not in groups:
                raise BadRequest(f"token {token.id_token!r} names the group {token.group!r}, which [[groups]] lacks")
            token.group = groups[token.group]
        keep(db, token.type, token.id_token, token)


def _camel_case(value: Any) -> Any:
    """Convert the keys of a TOML file to the API's member names."""
    if isinstance(value, list):
        return [_camel_case(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {_camel(key): _camel_case(item) for key, item in value.items()}


def _camel(name: str) -> str:
    first, *more = name.split("_")
    return first + "".join(part.capitalize() for part in more)
