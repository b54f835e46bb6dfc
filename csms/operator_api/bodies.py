"""Bodies that stations are provisioned with."""

from typing import Annotated, Literal

import msgspec

from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.net.handshake import STATION_ID_SCHEMA


class BootPolicy(RequestBody):
    """The answers to BootNotifications: the first `times` follow `policy`, later ones are accepted."""

    policy: Literal["accept", "pending", "reject"]
    times: Annotated[int, msgspec.Meta(ge=1)] | None = None
    """Absent: until the policy is changed."""
    interval: Annotated[int, msgspec.Meta(ge=0, le=86_400)] | None = None
    """Seconds that the station has to wait."""


class StationBody(RequestBody):
    """A station to be provisioned. Absent members are not changed."""

    password: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | None = None
    security_profile: Annotated[int, msgspec.Meta(ge=1, le=3)] | None = None
    """The minimum for the station; it is raised when the station connects with a higher one."""
    serial_number: Annotated[str, msgspec.Meta(min_length=1, max_length=25)] | None = None
    """The common name that its certificate must have; absent: its id.

    A serial number reported by the station is not used until the operator sets it here.
    """
    boot: BootPolicy | None = None
    heartbeat_interval: Annotated[int, msgspec.Meta(ge=1, le=86_400)] | None = None
    """Seconds between heartbeats; absent: as for every station."""


class NamedStation(StationBody, kw_only=True):
    """A station to be provisioned, and its id."""

    id: Annotated[str, msgspec.Meta(extra_json_schema=STATION_ID_SCHEMA)]
