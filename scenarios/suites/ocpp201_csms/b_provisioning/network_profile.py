"""Network connection profiles of a station: use case B09."""

from plugfest.scenarios.intents import OfferNetworkProfile
from plugfest.scenarios.language import Configured, Csms, OperatorSpeaker, StationSpeaker


def _offer(configured: Configured, station: StationSpeaker) -> OfferNetworkProfile:
    return OfferNetworkProfile(
        slot=configured.configuration_slot,
        security_profile=station.security_profile,
        url=configured.ocpp_csms_url,
        interface=configured.ocpp_interface,
        timeout=configured.message_timeout,
    )


async def TC_B_42_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sends a SetNetworkProfileRequest with all values of the operator's order; the station accepts it."""
    operator.asks(_offer(configured, station))
    profile = await csms.sends(
        "SetNetworkProfile",
        step=1,
        configurationSlot=configured.configuration_slot,
        connectionData={
            "messageTimeout": configured.message_timeout,
            "ocppCsmsUrl": configured.ocpp_csms_url,
            "ocppInterface": configured.ocpp_interface,
            "ocppTransport": "JSON",
            "ocppVersion": "OCPP20",
            "securityProfile": station.security_profile,
        },
    )
    await station.answers(profile, step=2, status="Accepted")


async def TC_B_44_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sends a SetNetworkProfileRequest; the station cannot store the profile and answers "Failed"."""
    operator.asks(_offer(configured, station))
    profile = await csms.sends("SetNetworkProfile", step=1)
    await station.answers(profile, step=2, status="Failed")
