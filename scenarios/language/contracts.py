"""Certificate chains with OCSP status in a scenario, and the OCSP responder for them."""

import base64
import binascii
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp

from plugfest.scenarios.certificates.pki import Chain
from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.matching.comparison import Compound
from plugfest.scenarios.matching.compounds import all_of
from plugfest.scenarios.matching.matchers import Matcher, Weight, beyond
from plugfest.simulator.device.certificate_checks import hash_data
from plugfest.simulator.ocsp.responder import CertificateStatus, OcspRequest, Responder
from plugfest.simulator.pki.authority import pem

ABOUT = "an OCSP request for"
"""Beginning of the subjects of validations about requests to the responder."""


class Member(msgspec.Struct, frozen=True):
    """One certificate of a chain, with its issuer and its responder."""

    name: str
    certificate: x509.Certificate
    issuer: x509.Certificate
    url: str

    @property
    def request_data(self) -> dict[str, str]:
        """Return its OCSPRequestDataType."""
        return {**hash_data(self.certificate, self.issuer, "SHA256"), "responderURL": self.url}


class AskableChain:
    """A chain, leaf first, whose certificates have the status "good" at the responder."""

    def __init__(self, context: CaseContext, chain: Chain, responder: Responder, names: tuple[str, ...]) -> None:
        self._context = context
        self._responder = responder
        url = responder.url
        self.members = [
            Member(name, certificate, issuer, url)
            for name, (certificate, issuer) in zip(names, chain.issuers, strict=True)
        ]
        self.pem = pem(*(member.certificate for member in self.members))
        """The chain without the root."""

    @property
    def leaf(self) -> Member:
        """Return the leaf certificate."""
        return self.members[0]

    @property
    def authorities(self) -> list[Member]:
        """Return the authorities between the leaf and the root."""
        return self.members[1:]

    @property
    def request_data(self) -> list[dict[str, str]]:
        """Return the OCSPRequestDataType of every certificate."""
        return [member.request_data for member in self.members]

    def revoke(self, member: Member) -> None:
        """Let the responder answer from now on that this certificate has been revoked."""
        self._responder.set_status(member.certificate, CertificateStatus.REVOKED)

    def forge(self, member: Member) -> None:
        """Let the answers about this certificate be signed by an unknown authority from now on."""
        self._responder.set_status(member.certificate, CertificateStatus.FORGED)

    def was_asked_about(self, member: Member, *, step: int, weight: Weight = "beyond") -> None:
        """Require that the CSMS has asked the responder about this certificate, with the right hashes."""
        lost = self._context.station.link.drop_ocsp_requests
        asked = [] if lost else self._responder.requests_for(member.certificate)
        right = [each for each in asked if _names(each, member)]
        several = self._responder.several
        together = ", but several certificates in one request, which have different issuers" if several else ""
        was = f"was never asked about{together}" if not asked else f"was asked about by other hashes: {asked[0]}"
        text = ", ".join(f"{each.serial_number:x} by {each.hash_algorithm}" for each in asked) or "nothing"
        with self._context.trace.during():
            self._context.trace.step = step
            self._context.trace.note(f"the OCSP responder was asked for {member.name}: {text}")
            self._context.trace.step = None
        self._context.validations.fact(
            f"{ABOUT} {member.name}",
            "must have come, with the right hashes",
            bool(right),
            was=was,
            entry=len(self._context.trace.entries) - 1,
            step=step,
            weight=weight,
            rule="asked",
        )


@asynccontextmanager
async def askable(context: CaseContext, make: Any, names: tuple[str, ...]) -> AsyncIterator[AskableChain]:
    """Return a new chain within the responder's context; `make` gets the responder's URL."""
    async with context.pki.responder as responder:
        chain: Chain = make(responder.url)
        responder.add_authorities(*chain.authorities)
        yield AskableChain(context, chain, responder, names)


def good_answer(member: Member) -> Compound:
    """Require a DER OCSPResponse in base64, and beyond Part 6 the status "good" for this certificate."""

    def is_response(actual: Any) -> bool:
        return _response(actual) is not None

    def says_good(actual: Any) -> bool:
        response = _response(actual)
        if response is None or response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            return False
        about_it = response.serial_number == member.certificate.serial_number
        good = response.certificate_status is ocsp.OCSPCertStatus.GOOD
        return about_it and good and _signed_by(response, member.issuer)

    form = Matcher("OCSP response", "must be a DER OCSPResponse in base64", is_response)
    content = Matcher("OCSP good", f"must say, signed by its issuer, that {member.name} is good", says_good)
    return all_of(form, beyond(content))


def _response(actual: Any) -> ocsp.OCSPResponse | None:
    try:
        return ocsp.load_der_ocsp_response(base64.b64decode(actual, validate=True))
    except (ValueError, TypeError, binascii.Error):
        return None


def _signed_by(response: ocsp.OCSPResponse, issuer: x509.Certificate) -> bool:
    key, algorithm = issuer.public_key(), response.signature_hash_algorithm
    if not isinstance(key, ec.EllipticCurvePublicKey) or algorithm is None:
        return False
    try:
        key.verify(response.signature, response.tbs_response_bytes, ec.ECDSA(algorithm))
    except InvalidSignature:
        return False
    return True


def _names(asked: OcspRequest, member: Member) -> bool:
    """Return whether a request names the certificate by the hashes of its issuer, with any algorithm."""
    algorithm = getattr(hashes, asked.hash_algorithm)()
    right = ocsp.OCSPRequestBuilder().add_certificate(member.certificate, member.issuer, algorithm).build()
    named = (asked.issuer_name_hash, asked.issuer_key_hash)
    return named == (right.issuer_name_hash.hex(), right.issuer_key_hash.hex())
