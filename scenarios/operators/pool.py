"""The stations of the pool: selects one for a play, and makes its connection options and its simulated device."""

from collections.abc import Mapping
from typing import Any

from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.config.description import Address, StationEntry
from plugfest.scenarios.intents import IdToken
from plugfest.scenarios.operators.protocol import StationAccess, StationSpec
from plugfest.simulator.connection.attempt import ConnectOptions
from plugfest.simulator.device.device import Device


def is_suitable(entry: StationEntry, spec: StationSpec) -> bool:
    """Return whether a station of the pool has the role and the security profile that a play needs."""
    return entry.role == spec.role and entry.security_profile in (None, spec.security_profile)


def access_of(entry: StationEntry, spec: StationSpec, tokens: Mapping[str, IdToken]) -> StationAccess:
    """Return the credentials of a station of the pool, with the configured tokens."""
    return StationAccess(
        identity=entry.identity,
        security_profile=spec.security_profile,
        password=entry.password,
        certificate=entry.certificate,
        key=entry.key,
        serial_number=entry.serial_number,
        tokens=tokens,
        connectors=entry.evses,
        values=entry.values,
    )


def connect_options(access: StationAccess, profile: int, address: Address) -> ConnectOptions:
    """Return the options of a connection attempt with a station's own credentials (Part 4, section 3.1)."""
    basic = profile in (1, 2)
    return ConnectOptions(
        url=address.url_for(access.identity, access.values),
        user=access.identity if basic else None,
        password=access.password if basic else None,
        security_profile=profile,
        trust=address.trust,
        client=access.client_certificate if profile == 3 else None,
    )


def device_of(configured: Configured, access: StationAccess, **more: Any) -> Device:
    """Return the simulated device of a station, as configured; `more` are further arguments of `Device`."""
    return Device(
        identity=access.identity,
        model=configured.model,
        vendor_name=configured.vendor_name,
        serial_number=access.serial_number,
        connectors=access.connectors or configured.connectors,
        connector_type=configured.connector_type,
        reports=configured.availability,
        **more,
    )
