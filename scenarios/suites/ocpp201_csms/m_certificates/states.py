"""The reusable state CertificateInstalled of Part 6, for cases that begin in it."""

from plugfest.scenarios.language import Certificates, OperatorSpeaker, StateSteps, state
from plugfest.scenarios.suites.ocpp201_csms.m_certificates.installation import installs


@state
async def CertificateInstalled(steps: StateSteps) -> None:
    """Have the CSMS install a CSMS root certificate on the station."""
    root = Certificates(steps.context).root("CSMSRootCertificate")
    await installs(OperatorSpeaker(steps.context), steps.csms, steps.station, root)
