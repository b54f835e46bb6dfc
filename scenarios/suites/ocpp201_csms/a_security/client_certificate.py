"""Client certificates of connecting stations: use case A00, security profile 3."""

from plugfest.scenarios.language import (
    CIPHER_SUITES,
    CLOSE,
    CUT,
    DISCONNECTED,
    EXPIRED_CERTIFICATE,
    HTTP_4XX,
    OTHER_STATION,
    TLS,
    UNKNOWN_CA,
    Certificates,
    Csms,
    StationSpeaker,
    Tls,
    begins,
    each,
    security_profiles,
)


@begins(DISCONNECTED)
@security_profiles(3)
async def TC_A_07_CSMS(csms: Csms, station: StationSpeaker, tls: Tls) -> None:
    """The CSMS accepts a station that connects with its client certificate, with each of the four cipher suites."""
    for suite in CIPHER_SUITES:
        await tls.agrees_on(suite, step=3)

    entry = await station.connects(step=5)
    await csms.accepts(entry, step=6)
    boot = await station.boots(step=7)
    await csms.answers(boot, step=8, status="Accepted")
    await station.reports_connectors(step=9)


@each(flaw=(UNKNOWN_CA, EXPIRED_CERTIFICATE, OTHER_STATION))
@security_profiles(3)
async def TC_A_08_CSMS(csms: Csms, station: StationSpeaker, certificates: Certificates, flaw: str) -> None:
    """The CSMS refuses a station with a flawed client certificate, and accepts it with a valid one.

    The flaw is an unknown CA, an expired certificate or the certificate of another station. The CSMS may also complete
    the handshake, check the certificate at the BootNotificationRequest and then close the connection. If it allows the
    renewal of an expired certificate, it may answer "Pending", which counts as a refusal.
    """
    await station.disconnects(step=1)
    await is_let_in_without(flaw, csms, station, certificates)
    flawed, renewable = certificates.flawed(flaw), flaw == EXPIRED_CERTIFICATE
    attempt = await station.tries_to_boot(step=1, certificate=flawed, renewable=renewable)
    await csms.refuses(attempt, step=4, by=(TLS, HTTP_4XX, CLOSE, CUT))

    entry = await station.connects(step=5)
    await csms.accepts(entry, step=10)
    boot = await station.boots(step=11)
    await csms.answers(boot, step=12, status="Accepted")
    await station.reports_connectors(step=13)


async def is_let_in_without(flaw: str, csms: Csms, station: StationSpeaker, certificates: Certificates) -> None:
    """Check that the CSMS accepts a valid certificate under the root of the flawed one; stop the case otherwise."""
    good = certificates.good_beside(flaw)
    if good is not None:
        control = await station.connects(step=1, certificate=good)
        await csms.accepts_control(control, good.says, certificates.kept("station-root"))
        await station.disconnects(step=1)
