"""An EV that pays by its contract certificate: use case C07."""

from plugfest.scenarios.language import (
    AskableChain,
    Certificates,
    Csms,
    StationSpeaker,
    Tokens,
    begins,
    other_than,
)


def every_certificate_was_asked_about(chain: AskableChain, step: int) -> None:
    """Require an OCSP request for the contract certificate, and advise requests for its authorities (C07.FR.05)."""
    chain.was_asked_about(chain.leaf, step=step, weight="required")
    for authority in chain.authorities:
        chain.was_asked_about(authority, step=step, weight="advised")


async def goes_on_to_charge(csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """Authorized by the contract, the EV charges."""
    reported = await station.authorizes(tokens.contract, step=5)
    await csms.answers(reported, step=6, idTokenInfo={"status": "Accepted"})
    await station.reaches("EnergyTransferStarted")


@begins("EVConnectedPreSession")
async def TC_C_50_CSMS(csms: Csms, station: StationSpeaker, tokens: Tokens, certificates: Certificates) -> None:
    """The station has verified the contract certificate itself; the CSMS checks its revocation, and accepts it.

    The case's event has no token and must be accepted for one: it is the authorized eMAID.
    """
    async with certificates.contract(tokens.contract) as chain:
        asked = await station.swipes(tokens.contract, step=1, iso15118CertificateHashData=chain.request_data)
        await csms.answers(asked, step=4, idTokenInfo={"status": "Accepted"}, certificateStatus="Accepted")
        every_certificate_was_asked_about(chain, step=2)
    await goes_on_to_charge(csms, station, tokens)


@begins("EVConnectedPreSession")
async def TC_C_51_CSMS(csms: Csms, station: StationSpeaker, tokens: Tokens, certificates: Certificates) -> None:
    """The CSMS does not authorize an EV with a revoked contract certificate.

    The case's third step has the responder find nothing wrong; its prerequisite and its validations say that the
    certificate is revoked (C07.FR.16).

    Beyond the case: the CSMS does not trust an OCSP answer signed by an unknown authority.
    """
    async with certificates.contract(tokens.contract) as chain:
        chain.revoke(chain.leaf)
        asked = await station.swipes(tokens.contract, step=1, iso15118CertificateHashData=chain.request_data)
        await csms.answers(asked, step=4, idTokenInfo={"status": "Invalid"}, certificateStatus="CertificateRevoked")
        every_certificate_was_asked_about(chain, step=2)

    async with certificates.contract(tokens.contract) as chain:
        chain.forge(chain.leaf)
        asked = await station.swipes(tokens.contract, step=1, iso15118CertificateHashData=chain.request_data)
        await csms.answers(asked, step=4, weight="beyond", certificateStatus=other_than("Accepted"))


@begins("EVConnectedPreSession")
async def TC_C_52_CSMS(csms: Csms, station: StationSpeaker, tokens: Tokens, certificates: Certificates) -> None:
    """The station cannot verify the contract certificate: the CSMS verifies it completely, and accepts it.

    As in TC_C_50 the token is the eMAID, also in the event, which has none in the case.
    """
    async with certificates.contract(tokens.contract) as chain:
        asked = await station.swipes(tokens.contract, step=1, certificate=chain.pem)
        await csms.answers(asked, step=4, idTokenInfo={"status": "Accepted"}, certificateStatus="Accepted")
        every_certificate_was_asked_about(chain, step=2)
    await goes_on_to_charge(csms, station, tokens)
