"""Asking the CSMS whether certificates have been revoked: use case M06."""

from plugfest.scenarios.language import Certificates, Csms, StationSpeaker, good_answer


async def TC_M_24_CSMS(csms: Csms, station: StationSpeaker, certificates: Certificates) -> None:
    """The CSMS gets an OCSP answer for each authority of the station's V2G chain, and hands it on."""
    async with certificates.v2g_chain() as chain:
        for authority in chain.authorities:
            asked = await station.sends("GetCertificateStatus", step=1, ocspRequestData=authority.request_data)
            await csms.answers(asked, step=2, status="Accepted", ocspResult=good_answer(authority))
            chain.was_asked_about(authority, step=2)
