"""Server certificates and TLS of the CSMS: use case A00, security profiles 2 and 3."""

from plugfest.scenarios.language import (
    CIPHER_SUITES,
    DISCONNECTED,
    OLD_VERSIONS,
    Csms,
    StationSpeaker,
    Tls,
    begins,
    security_profiles,
)
from plugfest.scenarios.suites.ocpp201_csms.a_security.demands import server_certificate


@begins(DISCONNECTED)
@security_profiles(2, 3)
async def TC_A_04_CSMS(csms: Csms, station: StationSpeaker, tls: Tls) -> None:
    """The CSMS supports each of the four cipher suites, and its RSA and ECDSA certificates meet OCPP's requirements."""
    for suite in CIPHER_SUITES:
        certificate = server_certificate(suite, tls.server_name)
        await tls.agrees_on(suite, step=3, certificate=certificate)

    entry = await station.connects(step=5)
    await csms.accepts(entry, step=6)
    boot = await station.boots(step=7)
    await csms.answers(boot, step=8, status="Accepted")
    await station.reports_connectors(step=9)


@security_profiles(2, 3)
async def TC_A_06_CSMS(csms: Csms, station: StationSpeaker, tls: Tls) -> None:
    """The CSMS refuses handshakes with TLS 1.0 and TLS 1.1, and accepts a connection with TLS 1.2 or later."""
    await station.disconnects(step=1)
    for version in OLD_VERSIONS:
        await tls.refuses(version, step=2)

    entry = await station.connects(step=3)
    await csms.accepts(entry, step=8)
    boot = await station.boots(step=9)
    await csms.answers(boot, step=10, status="Accepted")
    await station.reports_connectors(step=11)
