"""Base types of the JSON objects that an operator sends: parameters of operations and bodies of requests."""

from typing import Annotated

import msgspec


class RequestBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """Base of a JSON object in the body of a request: its fields are the schema and the validation at once.

    A field `station_id` is `stationId` in JSON; a docstring becomes the description in the OpenAPI document.
    """


class NoParameters(RequestBody):
    """Parameters of an operation that takes none."""


EvseId = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
EvseNumber = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
"""The number of an EVSE, at least 1."""
ConnectorId = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
