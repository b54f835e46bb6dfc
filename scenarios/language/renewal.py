"""The memory state of Part 6 in which a station has a new certificate of its own."""

from plugfest.scenarios.certificates.requests import made_from, valid_now
from plugfest.scenarios.intents import Trigger
from plugfest.scenarios.language.certificates import STATION, Certificates
from plugfest.scenarios.language.operator import OperatorSpeaker
from plugfest.scenarios.language.states import Way, state
from plugfest.scenarios.matching.compounds import all_of
from plugfest.scenarios.matching.matchers import beyond


@state
async def RenewChargingStationCertificate(way: Way) -> None:
    """The station has a new certificate, made from its own request; it shows it from its next connection on."""
    certificates = Certificates(way.stage)
    OperatorSpeaker(way.stage).asks(Trigger("SignChargingStationCertificate"))
    trigger = await way.csms.sends("TriggerMessage", step=1, requestedMessage="SignChargingStationCertificate")
    await way.station.answers(trigger, step=2, status="Accepted")

    request = certificates.request(STATION)
    asked = await way.station.sends("SignCertificate", step=3, csr=request.pem, certificateType=STATION)
    await way.csms.answers(asked, step=4, status="Accepted")
    signed = await way.csms.sends(
        "CertificateSigned",
        step=5,
        certificateChain=all_of(made_from(request), certificates.under_csms_root(), beyond(valid_now())),
        certificateType=STATION,
    )
    await way.station.answers(signed, step=6, status="Accepted")
    way.station.renews_certificate(request, signed)
