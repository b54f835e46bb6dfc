"""Certificates on the station: installed, listed, deleted (M03 to M05)."""

import hashlib
from typing import Annotated, Any, Literal

import msgspec

from plugfest.csms.blocks.contexts import Exchange, Look, Order, present
from plugfest.csms.blocks.registry import Wish, endpoint, keeps, operation
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


class InstallCertificate(Wish):
    """Install a root certificate on the station."""

    type: RootType
    certificate: Pem


class AskInstalledCertificates(Wish):
    """Ask which certificates the station has; without types, for all."""

    types: list[AnyType] | None = None


class DeleteCertificate(Wish):
    """Delete a certificate from the station."""

    certificate: Pem


@operation("install-certificate", InstallCertificate)
async def install_certificate(order: Order, wish: InstallCertificate) -> None:
    """Send the certificate."""
    await order.call("InstallCertificate", {"certificateType": wish.type, "certificate": wish.certificate})


@operation("ask-installed-certificates", AskInstalledCertificates)
async def ask_installed_certificates(order: Order, wish: AskInstalledCertificates) -> None:
    """Ask; the answer is in /installed-certificates."""
    await order.call("GetInstalledCertificateIds", present(certificateType=wish.types or None))


@operation("delete-certificate", DeleteCertificate)
async def delete_certificate(order: Order, wish: DeleteCertificate) -> None:
    """Ask what the station has, and delete the one that is meant by the hash data as reported (M04.FR.07)."""
    from plugfest.csms.pki.reading import read_pem

    try:
        certificate = read_pem(wish.certificate)[0]
    except ValueError:
        raise order.fail("this is no certificate in PEM") from None
    await order.call("GetInstalledCertificateIds", {}, positive={"Accepted", "NotFound"})
    reported = await order.read(lambda db: certificates.all_installed(db, order.station))
    meant = [each["hashData"] for each in reported if _is_meant(certificate, each["hashData"])]
    if not meant:
        raise order.fail("the station does not report this certificate")
    await order.call("DeleteCertificate", {"certificateHashData": meant[0]})


@keeps("GetInstalledCertificateIds")
def keep_installed(exchange: Exchange) -> None:
    """Keep what the station has told of the types that it was asked for."""
    chains = exchange.answer.get("certificateHashDataChain", [])
    certificates.keep_installed(exchange.db, exchange.station, exchange.request.get("certificateType"), chains)


@keeps("DeleteCertificate")
def forget_deleted(exchange: Exchange) -> None:
    """What the station has deleted, or does not have, is no longer known."""
    if exchange.answer["status"] != "Failed":
        certificates.forget_installed(exchange.db, exchange.station, exchange.request["certificateHashData"])


@endpoint("GET", "/stations/{station}/installed-certificates", "The certificates that the station has told of")
def show_installed(look: Look) -> Any:
    """Show them, with the hash data as reported."""
    return certificates.all_installed(look.db, look.station)


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
    # Without the issuer's certificate at hand, its name and the serial number have to do.
    name = hashlib.new(reported.algorithm.lower(), certificate.issuer.public_bytes()).digest()
    return name == reported.issuer_name_hash
