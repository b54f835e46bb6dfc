"""Requesting the list of certificates on a station: use case M03."""

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
    """Have the CSMS request these types and report one entry of each: the reusable state GetInstalledCertificates."""
    types = [entry["certificateType"] for entry in entries]
    operator.asks(AskInstalledCertificates(tuple(types)))
    asked = await csms.sends("GetInstalledCertificateIds", step=1, certificateType=exactly(*types))
    await station.answers(asked, step=2, status="Accepted", certificateHashDataChain=list(entries))
    await operator.sees("installed-certificates", {}, shown(entries))


async def TC_M_12_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The CSMS requests the CSMS root certificates, and accepts hash data of each hash algorithm."""
    root = certificates.root("CSMSRootCertificate")
    for algorithm in ALGORITHMS:
        await lists(operator, csms, station, root.entry(algorithm))


async def TC_M_13_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The CSMS requests the manufacturer root certificates only, and accepts the list."""
    await lists(operator, csms, station, certificates.root("ManufacturerRootCertificate").entry())


async def TC_M_14_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The CSMS requests the V2G root certificates only, and accepts the list."""
    await lists(operator, csms, station, certificates.root("V2GRootCertificate").entry())


async def TC_M_15_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The CSMS requests the V2G certificate chains, and accepts a certificate with the CA certificates above it."""
    await lists(operator, csms, station, certificates.v2g_entry())


async def TC_M_16_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The CSMS requests the root certificates of mobility operators only, and accepts the list."""
    await lists(operator, csms, station, certificates.root("MORootCertificate").entry())


async def TC_M_17_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The CSMS requests the CSMS and the manufacturer root certificates together, and accepts the list."""
    csms_root = certificates.root("CSMSRootCertificate")
    manufacturer_root = certificates.root("ManufacturerRootCertificate")
    await lists(operator, csms, station, csms_root.entry(), manufacturer_root.entry())


async def TC_M_18_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The CSMS requests the certificates of all types, and accepts the list."""
    everything = certificates.every_entry()
    operator.asks(AskInstalledCertificates())
    asked = await csms.sends("GetInstalledCertificateIds", step=1, certificateType=ABSENT)
    await station.answers(asked, step=2, status="Accepted", certificateHashDataChain=everything)
    await operator.sees("installed-certificates", {}, shown(everything))


async def TC_M_19_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests the manufacturer root certificates, and accepts that the station has none."""
    operator.asks(AskInstalledCertificates(("ManufacturerRootCertificate",)))
    asked = await csms.sends(
        "GetInstalledCertificateIds", step=1, certificateType=exactly("ManufacturerRootCertificate")
    )
    await station.answers(asked, step=2, status="NotFound")
