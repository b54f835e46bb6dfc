"""Certificates on the station: installed, listed, deleted (M03 to M05)."""

import hashlib
from typing import Annotated, Any, Literal

import msgspec

from plugfest.csms.blocks.contexts import ApiRequest, Exchange, OperationContext, present
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.blocks.registry import endpoint, on_response, operation
from plugfest.csms.store import certificates

RootType = Literal["CSMSRootCertificate", "ManufacturerRootCertificate", "MORootCertificate", "V2GRootCertificate"]
AnyType = Literal[
    "CSMSRootCertificate",
    "ManufacturerRootCertificate",
    "MORootCertificate",
    "V2GCertificateChain",
    "V2GRootCertificate",
]
Pem = Annotated[str, msgspec.Meta(min_length=1, max_length=5500, description="a certificate in PEM")]


class InstallCertificate(RequestBody):
    """Install a root certificate on the station."""

    type: RootType
    certificate: Pem


class AskInstalledCertificates(RequestBody):
    """Request the installed certificates of these types, or of all."""

    types: list[AnyType] | None = None


class CertificateHashes(RequestBody):
    """A certificate by its hash data, as /installed-certificates shows it."""

    hash_algorithm: Literal["SHA256", "SHA384", "SHA512"]
    issuer_name_hash: Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
    issuer_key_hash: Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
    serial_number: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class DeleteCertificate(RequestBody):
    """Delete a certificate from the station: the one given in PEM, or the one with this hash data."""

    certificate: Pem | None = None
    hash_data: CertificateHashes | None = None

    def __post_init__(self) -> None:
        """Check that there is exactly one certificate."""
        if (self.certificate is None) == (self.hash_data is None):
            raise ValueError("give either the certificate or its hashData")


@operation("install-certificate", InstallCertificate)
async def install_certificate(context: OperationContext, params: InstallCertificate) -> None:
    """Send the certificate."""
    _read_one(context, params.certificate)
    await context.call("InstallCertificate", {"certificateType": params.type, "certificate": params.certificate})


@operation("ask-installed-certificates", AskInstalledCertificates)
async def ask_installed_certificates(context: OperationContext, params: AskInstalledCertificates) -> None:
    """Request the list; it is shown in /installed-certificates."""
    await context.call("GetInstalledCertificateIds", present(certificateType=params.types or None))


@operation("delete-certificate", DeleteCertificate)
async def delete_certificate(context: OperationContext, params: DeleteCertificate) -> None:
    """Request the list, and delete the certificate by its reported hash data (M04.FR.07)."""
    if params.certificate is None:
        await context.call("DeleteCertificate", {"certificateHashData": msgspec.to_builtins(params.hash_data)})
        return
    certificate = _read_one(context, params.certificate)
    await context.call("GetInstalledCertificateIds", {}, positive={"Accepted", "NotFound"})
    reported = await context.read(lambda db: certificates.all_installed(db, context.station))
    meant = [each["hashData"] for each in reported if _is_meant(certificate, each["hashData"])]
    if not meant:
        raise context.fail("the station does not report this certificate")
    await context.call("DeleteCertificate", {"certificateHashData": meant[0]})


@on_response("GetInstalledCertificateIds")
def keep_installed(exchange: Exchange) -> None:
    """Store the reported certificates of the requested types."""
    chains = exchange.answer.get("certificateHashDataChain", [])
    certificates.keep_installed(exchange.db, exchange.station, exchange.request.get("certificateType"), chains)


@on_response("DeleteCertificate")
def forget_deleted(exchange: Exchange) -> None:
    """Remove a certificate that the station has deleted or does not have."""
    if exchange.answer["status"] != "Failed":
        certificates.forget_installed(exchange.db, exchange.station, exchange.request["certificateHashData"])


@endpoint("GET", "/stations/{station}/installed-certificates", "The certificates that the station has reported")
def show_installed(request: ApiRequest) -> Any:
    """Show them, with the hash data as reported."""
    return certificates.all_installed(request.db, request.station)


def _read_one(context: OperationContext, pem: str) -> Any:
    """Return the one certificate of a PEM text. Raises OperationEnded."""
    from plugfest.csms.pki.reading import read_pem

    try:
        certificate, *more = read_pem(pem)
    except ValueError:
        raise context.fail("this is no certificate in PEM") from None
    if more:
        raise context.fail(f"this is a chain of {len(more) + 1} certificates: give one")
    return certificate


def _is_meant(certificate: Any, hash_data: dict[str, Any]) -> bool:
    from plugfest.csms.pki.ocsp import NoAnswer, id_from_hash_data

    try:
        reported = id_from_hash_data(hash_data)
    except NoAnswer:
        return False
    if reported.serial_number != certificate.serial_number:
        return False
    if certificate.issuer == certificate.subject:
        return reported.names(certificate)
    # Without the issuer's certificate, compare its name and the serial number.
    name = hashlib.new(reported.algorithm.lower(), certificate.issuer.public_bytes()).digest()
    return name == reported.issuer_name_hash
