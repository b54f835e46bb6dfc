"""SetNetworkProfile (B09)."""

from typing import Annotated, Literal

import msgspec

from plugfest.csms.blocks.contexts import OperationContext
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.blocks.registry import operation
from plugfest.csms.store import stations


class NetworkProfile(RequestBody):
    """Send the station a network profile. Absent members keep their current values: profile and URL."""

    slot: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
    security_profile: Annotated[int, msgspec.Meta(ge=1, le=3)] | None = None
    url: Annotated[str, msgspec.Meta(min_length=1, max_length=512, pattern="^wss?://")] | None = None
    interface: Literal["Wired0", "Wired1", "Wired2", "Wired3", "Wireless0", "Wireless1", "Wireless2", "Wireless3"] = (
        "Wired0"
    )
    timeout: Annotated[int, msgspec.Meta(ge=1, le=86_400)] = 30


@operation("offer-network-profile", NetworkProfile)
async def offer_network_profile(context: OperationContext, params: NetworkProfile) -> None:
    """Send the profile."""
    station = await context.read(lambda db: stations.find(db, context.station))
    assert station is not None
    profile = params.security_profile or station["security_profile"]
    url = params.url or context.addresses.get(profile)
    if url is None:
        raise context.fail(f"there is no listener for security profile {profile} here: say the url")
    data = {
        "ocppVersion": "OCPP20",
        "ocppTransport": "JSON",
        "ocppCsmsUrl": url,
        "messageTimeout": params.timeout,
        "securityProfile": profile,
        "ocppInterface": params.interface,
    }
    await context.call("SetNetworkProfile", {"configurationSlot": params.slot, "connectionData": data})
