"""Installing root certificates on a station: use case M05."""

from plugfest.scenarios.intents import InstallCertificate
from plugfest.scenarios.language import (
    A_CERTIFICATE,
    Certificates,
    Csms,
    OperatorSpeaker,
    Root,
    StationSpeaker,
    all_of,
    beyond,
)


async def installs(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, root: Root, *, step: int | None = None
) -> None:
    """Have a root certificate installed: the reusable state CertificateInstalled, or one `step` of a case."""
    operator.asks(InstallCertificate(root.kind, root.pem))
    install = await csms.sends("InstallCertificate", step=step or 1, certificateType=root.kind, certificate=root.itself)
    await station.answers(install, step=step or 2, status="Accepted")


async def TC_M_01_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The CSMS installs a CSMS root certificate, with which the station verifies the CSMS."""
    await installs(operator, csms, station, certificates.root("CSMSRootCertificate"))


async def TC_M_02_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The CSMS installs a manufacturer root certificate, with which the station verifies firmware."""
    await installs(operator, csms, station, certificates.root("ManufacturerRootCertificate"))


async def TC_M_03_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The CSMS installs a V2G root certificate, which EVs trust as well."""
    await installs(operator, csms, station, certificates.root("V2GRootCertificate"))


async def TC_M_04_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The CSMS installs the root certificate of a mobility operator, to verify contract certificates."""
    await installs(operator, csms, station, certificates.root("MORootCertificate"))


async def TC_M_05_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The CSMS asks the station to install a CSMS root certificate, and accepts that the installation fails."""
    root = certificates.root("CSMSRootCertificate")
    operator.asks(InstallCertificate(root.kind, root.pem))
    install = await csms.sends(
        "InstallCertificate", step=1, certificateType=root.kind, certificate=all_of(A_CERTIFICATE, beyond(root.itself))
    )
    await station.answers(install, step=2, status="Failed")
