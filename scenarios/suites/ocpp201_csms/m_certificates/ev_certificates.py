"""Contract certificates that EVs obtain through the CSMS: use cases M01 and M02."""

from plugfest.scenarios.language import Certificates, Csms, StationSpeaker
from plugfest.scenarios.suites.ocpp201_csms.m_certificates.demands import EXI


async def asks(csms: Csms, station: StationSpeaker, action: str, exi: str, schema: str) -> None:
    """Send a Get15118EVCertificateRequest for the EV; the CSMS must answer with an EXI response."""
    asked = await station.sends(
        "Get15118EVCertificate", step=1, iso15118SchemaVersion=schema, action=action, exiRequest=exi
    )
    await csms.answers(asked, step=2, status="Accepted", exiResponse=EXI)


async def TC_M_26_CSMS(csms: Csms, station: StationSpeaker, certificates: Certificates) -> None:
    """The station requests the first contract certificate of an EV, and the CSMS returns the EXI response."""
    await asks(csms, station, "Install", certificates.installation_request, certificates.exi_schema)


async def TC_M_28_CSMS(csms: Csms, station: StationSpeaker, certificates: Certificates) -> None:
    """The station requests a renewed contract certificate for an EV, and the CSMS returns the EXI response."""
    await asks(csms, station, "Update", certificates.update_request, certificates.exi_schema)
