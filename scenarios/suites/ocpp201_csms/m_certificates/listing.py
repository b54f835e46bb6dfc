"""Asking a station for the certificates that it has: use case M03."""

from plugfest.scenarios.intents import AskInstalledCertificates
from plugfest.scenarios.language import (
    ABSENT,
    Certificates,
    Csms,
    Entry,
    HashAlgorithm,
    OperatorSpeaker,
    StationSpeaker,
    exactly,
)
from plugfest.scenarios.suites.ocpp201_csms.m_certificates.demands import shown

ALGORITHMS: tuple[HashAlgorithm, ...] = ("SHA256", "SHA384", "SHA512")


async def lists(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, *entries: Entry) -> None:
    """The reusable state GetInstalledCertificates: the CSMS asks for these types, and the station has one of each."""
    types = [entry["certificateType"] for entry in entries]
    operator.asks(AskInstalledCertificates(tuple(types)))
    asked = await csms.sends("GetInstalledCertificateIds", step=1, certificateType=exactly(*types))
    await station.answers(asked, step=2, status="Accepted", certificateHashDataChain=list(entries))
    await operator.sees("installed-certificates", {}, shown(entries))


async def TC_M_12_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The station names its CSMS root by hashes of three kinds, and each is understood."""
    root = certificates.root("CSMSRootCertificate")
    for algorithm in ALGORITHMS:
        await lists(operator, csms, station, root.entry(algorithm))


async def TC_M_13_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The manufacturer roots are asked for, and nothing else."""
    await lists(operator, csms, station, certificates.root("ManufacturerRootCertificate").entry())


async def TC_M_14_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The V2G roots are asked for, and nothing else."""
    await lists(operator, csms, station, certificates.root("V2GRootCertificate").entry())


async def TC_M_15_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The CSMS requests V2G certificate chains; the station reports its certificate with the authorities above it."""
    await lists(operator, csms, station, certificates.v2g_entry())


async def TC_M_16_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The roots of mobility operators are asked for, and nothing else."""
    await lists(operator, csms, station, certificates.root("MORootCertificate").entry())


async def TC_M_17_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The CSMS roots and the manufacturer roots are asked for in one request."""
    csms_root = certificates.root("CSMSRootCertificate")
    manufacturer_root = certificates.root("ManufacturerRootCertificate")
    await lists(operator, csms, station, csms_root.entry(), manufacturer_root.entry())


async def TC_M_18_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The CSMS requests certificates of all types."""
    everything = certificates.every_entry()
    operator.asks(AskInstalledCertificates())
    asked = await csms.sends("GetInstalledCertificateIds", step=1, certificateType=ABSENT)
    await station.answers(asked, step=2, status="Accepted", certificateHashDataChain=everything)
    await operator.sees("installed-certificates", {}, shown(everything))


async def TC_M_19_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The manufacturer roots are asked for, and the station has none."""
    operator.asks(AskInstalledCertificates(("ManufacturerRootCertificate",)))
    asked = await csms.sends(
        "GetInstalledCertificateIds", step=1, certificateType=exactly("ManufacturerRootCertificate")
    )
    await station.answers(asked, step=2, status="NotFound")
