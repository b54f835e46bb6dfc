"""The objects with which a play is set up."""

from collections.abc import Callable

import msgspec

from plugfest.scenarios.certificates.pki import Pki
from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.context.station_memory import StationMemory
from plugfest.scenarios.operators.protocol import Operator, StationAccess, StationSpec
from plugfest.scenarios.operators.rate_limiter import RateLimiter
from plugfest.simulator.connection.attempt import ConnectOptions

Credentials = tuple[str | None, str | None, str | None]
"""User name, password and client certificate that a station connects with."""


class CaseSetup(msgspec.Struct):
    """Everything that a run passes to a play."""

    description: CsmsDescription
    configured: Configured
    operator: Operator
    access: StationAccess
    pki: Pki
    connect_rate: RateLimiter
    """Limits the rate of connections as configured for the CSMS."""
    memory: StationMemory
    """State of the station that is kept between plays."""
    spec: StationSpec
    """The specification by which the station was chosen and prepared."""
    let_in: set[Credentials] = msgspec.field(default_factory=set)
    """Credentials that the CSMS has accepted in this run; shared by all cases."""
    remember: Callable[..., None] = lambda *_, **__: None
    """Stores changed credentials of a station for later plays."""
    case: str = ""
    """Id of the case, for people who perform its orders."""


def credentials_of(options: ConnectOptions) -> Credentials:
    """Return the credentials in the options of a connection."""
    return options.user, options.password, options.client.chain if options.client is not None else None
