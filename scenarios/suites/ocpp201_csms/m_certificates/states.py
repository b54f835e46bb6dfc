"""Part 6's reusable state CertificateInstalled, as cases begin in it."""

from plugfest.scenarios.language import Certificates, OperatorSpeaker, StateSteps, state
from plugfest.scenarios.suites.ocpp201_csms.m_certificates.installation import installs


@state
async def CertificateInstalled(steps: StateSteps) -> None:
    """The station has taken a root of the CSMS."""
    root = Certificates(steps.context).root("CSMSRootCertificate")
    await installs(OperatorSpeaker(steps.context), steps.csms, steps.station, root)
