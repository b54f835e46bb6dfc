"""Bodies that stations are provisioned with."""

from typing import Annotated, Literal

import msgspec

from plugfest.csms.blocks.parameters import RequestBody


class BootPolicy(RequestBody):
    """The answers to BootNotifications: the first `times` follow `policy`, later ones are accepted."""

    policy: Literal["accept", "pending", "reject"]
    times: Annotated[int, msgspec.Meta(ge=1)] | None = None
    """Absent: until the policy is changed."""
    interval: Annotated[int, msgspec.Meta(ge=0, le=86_400)] | None = None
    """Seconds that the station is told to wait."""


class StationBody(RequestBody):
    """A station to be let in. What is absent stays as it is."""

    password: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | None = None
    security_profile: Annotated[int, msgspec.Meta(ge=1, le=3)] | None = None
    """The lowest that the station may use; it rises by itself when the station connects with a higher one."""
    serial_number: Annotated[str, msgspec.Meta(min_length=1, max_length=25)] | None = None
    """The common name that its certificate must have; absent: its id.

    What a station reports of itself does not count, until the operator confirms it by putting it here.
    """
    boot: BootPolicy | None = None
    heartbeat_interval: Annotated[int, msgspec.Meta(ge=1, le=86_400)] | None = None
    """Seconds between heartbeats; absent: as for every station."""
