"""Authorization of an EV by its contract certificate: use case C07."""

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
    """Require an OCSP request for the contract certificate; those for its authorities are advised (C07.FR.05)."""
    chain.was_asked_about(chain.leaf, step=step, weight="required")
    for authority in chain.authorities:
        chain.was_asked_about(authority, step=step, weight="advised")


async def goes_on_to_charge(csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """Report the authorization by the contract, and let the EV charge."""
    reported = await station.authorizes(tokens.contract, step=5)
    await csms.answers(reported, step=6, idTokenInfo={"status": "Accepted"})
    await station.reaches("EnergyTransferStarted")


@begins("EVConnectedPreSession")
async def TC_C_50_CSMS(csms: Csms, station: StationSpeaker, tokens: Tokens, certificates: Certificates) -> None:
    """The station verifies the contract certificate; the CSMS checks by OCSP that it is not revoked, and accepts it.

    The TransactionEventRequest of the case has no token, but its answer must accept one; here it has the authorized
    eMAID.
    """
    async with certificates.contract(tokens.contract) as chain:
        asked = await station.swipes(tokens.contract, step=1, iso15118CertificateHashData=chain.request_data)
        await csms.answers(asked, step=4, idTokenInfo={"status": "Accepted"}, certificateStatus="Accepted")
        every_certificate_was_asked_about(chain, step=2)
    await goes_on_to_charge(csms, station, tokens)


@begins("EVConnectedPreSession")
async def TC_C_51_CSMS(csms: Csms, station: StationSpeaker, tokens: Tokens, certificates: Certificates) -> None:
    """The contract certificate is revoked: the CSMS checks it by OCSP, and does not authorize the EV.

    In step 3 of the case the OCSP responder reports a valid certificate; its prerequisite and its validations say that
    the certificate is revoked (C07.FR.16), and here it is.

    Beyond the case: the CSMS must not trust an OCSP response that an unknown authority has signed.
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
    """The station cannot verify the contract certificate; the CSMS verifies the whole chain, and accepts it.

    As in TC_C_50, the TransactionEventRequest has the eMAID here and no token in the case.
    """
    async with certificates.contract(tokens.contract) as chain:
        asked = await station.swipes(tokens.contract, step=1, certificate=chain.pem)
        await csms.answers(asked, step=4, idTokenInfo={"status": "Accepted"}, certificateStatus="Accepted")
        every_certificate_was_asked_about(chain, step=2)
    await goes_on_to_charge(csms, station, tokens)
