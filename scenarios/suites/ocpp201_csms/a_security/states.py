"""The memory state RenewChargingStationCertificate of Part 6."""

from plugfest.scenarios.intents import Trigger
from plugfest.scenarios.language import (
    STATION,
    Certificates,
    OperatorSpeaker,
    StateSteps,
    all_of,
    beyond,
    made_from,
    state,
    valid_now,
)


@state
async def RenewChargingStationCertificate(steps: StateSteps) -> None:
    """The CSMS has signed a certificate for the station, which uses it from its next connection on."""
    certificates = Certificates(steps.context)
    OperatorSpeaker(steps.context).asks(Trigger("SignChargingStationCertificate"))
    trigger = await steps.csms.sends("TriggerMessage", step=1, requestedMessage="SignChargingStationCertificate")
    await steps.station.answers(trigger, step=2, status="Accepted")

    request = certificates.request(STATION)
    signing = steps.csms.will_send(
        "CertificateSigned",
        step=5,
        certificateChain=all_of(made_from(request), certificates.under_csms_root(), beyond(valid_now())),
        certificateType=STATION,
        answered={"status": "Accepted"},
    )
    asked = await steps.station.sends("SignCertificate", step=3, csr=request.pem, certificateType=STATION)
    await steps.csms.answers(asked, step=4, status="Accepted")
    steps.station.renews_certificate(request, await signing)
