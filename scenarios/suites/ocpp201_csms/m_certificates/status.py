"""Requesting the revocation status of certificates from the CSMS: use case M06."""

from plugfest.scenarios.language import Certificates, Csms, StationSpeaker, good_answer


async def TC_M_24_CSMS(csms: Csms, station: StationSpeaker, certificates: Certificates) -> None:
    """The CSMS asks the OCSP responder about each CA certificate in the V2G chain, and returns its response."""
    async with certificates.v2g_chain() as chain:
        for authority in chain.authorities:
            asked = await station.sends("GetCertificateStatus", step=1, ocspRequestData=authority.request_data)
            await csms.answers(asked, step=2, status="Accepted", ocspResult=good_answer(authority))
            chain.was_asked_about(authority, step=2)
