"""SignCertificate and CertificateSigned (A02, A03): checked, signed by the authority of its kind, sent once."""

from typing import Any

from plugfest.csms.blocks.contexts import ApiRequest, Exchange, OperationContext, OperationEnded, Request, present
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.blocks.registry import endpoint, handles, on_response, reaction
from plugfest.csms.store import certificates, device_model, security_events, stations

_MAX_CHARACTERS = 10_000
_MAX_INFO = 512
_ASKED_FOR = {
    "SignChargingStationCertificate": "ChargingStationCertificate",
    "SignV2GCertificate": "V2GCertificate",
}


class SigningRequest(RequestBody):
    """A valid request: the CSMS signs it and sends the certificate to the station."""

    csr: str
    kind: str
    type: str | None = None
    """The type that the station gave, to be repeated (A02.FR.14)."""


@handles("SignCertificate")
def sign_certificate(request: Request) -> dict[str, Any]:
    """Accept a valid request; the certificate is sent afterwards."""
    from plugfest.csms.pki import requests

    db, station = request.db, request.station
    csr, type_ = request.payload["csr"], request.payload.get("certificateType")
    # A station with one kind of certificate only need not name it.
    kind = type_ or _ASKED_FOR.get(certificates.last_trigger(db, station) or "", requests.COMBINED)
    row = stations.find(db, station)
    assert row is not None
    own_name = None if kind == requests.V2G else stations.serial_number(row)
    try:
        name = requests.check_subject(requests.read(csr), own_name, request.settings.organizations)
        if stations.belongs_to_another(db, station, name):
            raise requests.InvalidSigningRequest(f"its common name {name[:64]!r} is that of another station")
    except requests.InvalidSigningRequest as invalid:
        security_events.note(db, station, "InvalidCertificateSigningRequest", str(invalid), origin="csms")
        info = {"reasonCode": "InvalidCSR", "additionalInfo": str(invalid)[:_MAX_INFO]}
        return {"status": "Rejected", "statusInfo": info}
    request.then(send_signed_certificate, SigningRequest(csr=csr, kind=kind, type=type_))
    return {"status": "Accepted"}


@reaction("send-signed-certificate", SigningRequest)
async def send_signed_certificate(context: OperationContext, params: SigningRequest) -> None:
    """Sign, and send the certificate with its chain, leaf first. A rejected one is not sent again (A02.FR.20)."""
    from plugfest.csms.pki import requests
    from plugfest.csms.pki.folder import certificates_of, pem

    made = requests.signed(requests.read(params.csr), params.kind, certificates_of(context.settings.pki_folder))
    chain = pem(*made)
    most = await context.read(lambda db: _max_characters(db, context.station))
    if len(chain) > most:
        raise context.fail(f"the chain has {len(chain)} characters, and the station takes {most}")
    serial_number, subject = f"{made[0].serial_number:x}", made[0].subject.rfc4514_string()
    number = await context.write(
        lambda db: certificates.add_signed(db, context.station, params.kind, serial_number, subject, chain)
    )
    try:
        signed = present(certificateChain=chain, certificateType=params.type)
        answer = await context.call("CertificateSigned", signed)
    except OperationEnded as ended:
        state = ended.state
        await context.write(lambda db: certificates.settle_signed(db, number, state))
        raise
    await context.write(lambda db: certificates.settle_signed(db, number, answer["status"].lower()))


@on_response("TriggerMessage")
def note_trigger(exchange: Exchange) -> None:
    """Remember which signing request a station has agreed to send."""
    message = exchange.request["requestedMessage"]
    if message.startswith("Sign") and exchange.answer["status"] == "Accepted":
        certificates.note_trigger(exchange.db, exchange.station, message)


@endpoint("GET", "/stations/{station}/signed-certificates", "The certificates signed for the station, newest first")
def show_signed(request: ApiRequest) -> Any:
    """Show them, each with the station's answer."""
    return certificates.view_signed(request.db, request.station)


def _max_characters(db: Any, station: str) -> int:
    """Return the schema's limit, or the station's own if it is known and lower (A02.FR.16)."""
    key = device_model.key_of(station, {"name": "SecurityCtrlr"}, {"name": "MaxCertificateChainSize"})
    known = device_model.value(db, key)
    return min(_MAX_CHARACTERS, int(known)) if known is not None and known.isdecimal() else _MAX_CHARACTERS
