"""Contract certificates for EVs, by way of the CSMS: use cases M01 and M02."""

from plugfest.scenarios.language import Certificates, Csms, StationSpeaker
from plugfest.scenarios.suites.ocpp201_csms.m_certificates.demands import EXI


async def asks(csms: Csms, station: StationSpeaker, action: str, exi: str, schema: str) -> None:
    """The station hands on what the EV asks for; the CSMS brings an answer for the EV."""
    asked = await station.sends(
        "Get15118EVCertificate", step=1, iso15118SchemaVersion=schema, action=action, exiRequest=exi
    )
    await csms.answers(asked, step=2, status="Accepted", exiResponse=EXI)


async def TC_M_26_CSMS(csms: Csms, station: StationSpeaker, certificates: Certificates) -> None:
    """An EV without a contract certificate gets its first one."""
    await asks(csms, station, "Install", certificates.installation_request, certificates.exi_schema)


async def TC_M_28_CSMS(csms: Csms, station: StationSpeaker, certificates: Certificates) -> None:
    """An EV gets a new contract certificate in place of the one that it has."""
    await asks(csms, station, "Update", certificates.update_request, certificates.exi_schema)
