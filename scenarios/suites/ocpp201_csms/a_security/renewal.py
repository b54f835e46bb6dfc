"""Renewing the certificates of a station on request of the CSMS: use case A02.

The CSMS may send the CertificateSignedRequest before it answers the SignCertificateRequest.
"""

from plugfest.scenarios.intents import Trigger
from plugfest.scenarios.language import (
    ABSENT,
    Certificates,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    advised,
    all_of,
    disposable_station,
    made_from,
    named,
    security_profiles,
)
from plugfest.scenarios.suites.ocpp201_csms.a_security.demands import A_STRONG_CERTIFICATE


@disposable_station
@security_profiles(3)
async def TC_A_11_CSMS(csms: Csms, station: StationSpeaker) -> None:
    """The CSMS renews the station's client certificate, and accepts the station when it reconnects with the new one."""
    await station.reaches("RenewChargingStationCertificate")
    entry = await station.reconnects(step=2)
    await csms.accepts(entry, step=3)
    await station.tells(station.device.heartbeat(), step=3, answered=3, weight="beyond")


async def TC_A_12_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The CSMS triggers a request for a V2G certificate, and sends a certificate signed under the V2G root."""
    operator.asks(Trigger("SignV2GCertificate"))
    trigger = await csms.sends("TriggerMessage", step=1, requestedMessage="SignV2GCertificate")
    await station.answers(trigger, step=2, status="Accepted")

    request = certificates.request("V2GCertificate")
    signed = csms.will_send(
        "CertificateSigned",
        step=5,
        certificateChain=all_of(made_from(request), certificates.under_v2g_root(), *A_STRONG_CERTIFICATE),
        certificateType=advised("V2GCertificate"),
        answered={"status": "Accepted"},
    )
    asked = await station.sends("SignCertificate", step=3, csr=request.pem, certificateType="V2GCertificate")
    await csms.answers(asked, step=4, status="Accepted")
    await signed


@security_profiles(3)
async def TC_A_13_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The CSMS triggers a request for a combined certificate, and sends a certificate signed under the V2G root.

    The station uses the combined certificate both for the connection to the CSMS and for its connections to EVs.
    """
    operator.asks(Trigger("SignCombinedCertificate"))
    trigger = await csms.sends("TriggerMessage", step=1, requestedMessage="SignCombinedCertificate")
    await station.answers(trigger, step=2, status="Accepted")

    request = certificates.request(None)
    own_name = advised(named(station.device.serial_number))
    signed = csms.will_send(
        "CertificateSigned",
        step=5,
        certificateChain=all_of(made_from(request), certificates.under_v2g_root(), *A_STRONG_CERTIFICATE, own_name),
        certificateType=advised(ABSENT),
        answered={"status": "Accepted"},
    )
    asked = await station.sends("SignCertificate", step=3, csr=request.pem)
    await csms.answers(asked, step=4, status="Accepted")
    await signed


@security_profiles(3)
async def TC_A_14_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The station rejects its new certificate as invalid; the CSMS answers the SecurityEventNotificationRequest."""
    operator.asks(Trigger("SignChargingStationCertificate"))
    trigger = await csms.sends("TriggerMessage", step=1, requestedMessage="SignChargingStationCertificate")
    await station.answers(trigger, step=2, status="Accepted")

    request = certificates.request("ChargingStationCertificate")
    kind = "ChargingStationCertificate"
    signed = csms.will_send("CertificateSigned", step=5, certificateType=advised(kind), answered={"status": "Rejected"})
    asked = await station.sends("SignCertificate", step=3, csr=request.pem, certificateType=kind)
    await csms.answers(asked, step=4, status="Accepted")
    await signed
    await station.tells(station.security_event("InvalidChargingStationCertificate"), step=7)
    await operator.sees("security-events", {}, [{"type": "InvalidChargingStationCertificate"}])
