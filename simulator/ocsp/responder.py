"""The responder: certificates of its authorities are good by default."""

from __future__ import annotations

import asyncio
import base64
import binascii
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256, Hash, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp

from plugfest.simulator.pki.authority import Authority, new_root

if TYPE_CHECKING:
    from aiohttp import web

_VALID_FOR: Final = timedelta(hours=1)
_REQUEST_LIMIT: Final = 10_000


class CertificateStatus(StrEnum):
    """The status that the responder returns for a certificate."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    FORGED = "good, signed by a stranger of the same name"
    SILENCE = "nothing at all"
    """The request is recorded and never answered."""
    TRY_LATER = "try later"


_STATUS: Final = {
    CertificateStatus.GOOD: ocsp.OCSPCertStatus.GOOD,
    CertificateStatus.FORGED: ocsp.OCSPCertStatus.GOOD,
    CertificateStatus.REVOKED: ocsp.OCSPCertStatus.REVOKED,
    CertificateStatus.UNKNOWN: ocsp.OCSPCertStatus.UNKNOWN,
}


@dataclass(frozen=True)
class OcspRequest:
    """One well-formed request, by the CertID in it (RFC 6960, 4.1.1)."""

    serial_number: int
    issuer_name_hash: str
    issuer_key_hash: str
    hash_algorithm: str
    """Such as "SHA256", OCPP's name."""


@dataclass
class Responder:
    """Listens on `host` and `port` (0: a free one); `public_url` is its public address, if that differs.

    It may have several users: it listens from the first entry to the last exit.
    """

    host: str = "127.0.0.1"
    port: int = 0
    public_url: str | None = None
    requests: list[OcspRequest] = field(default_factory=list)
    malformed: int = 0
    """Number of invalid requests, including those for several certificates."""
    several: int = 0
    """Number of requests for several certificates."""
    _authorities: list[Authority] = field(default_factory=list)
    _says: dict[int, CertificateStatus] = field(default_factory=dict)
    _users: int = 0
    _runner: web.AppRunner | None = None
    _starting: asyncio.Future[None] | None = None
    _done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        """The URL of the responder."""
        if self.public_url is not None:
            return self.public_url
        assert self._runner is not None, "the responder is not open"
        return f"http://{self.host}:{self._runner.addresses[0][1]}/ocsp"

    async def __aenter__(self) -> Responder:
        """Start listening for the first user. Raises OSError if the port is unavailable."""
        self._users += 1
        if self._starting is None:
            self._starting = asyncio.ensure_future(self._start())
        try:
            await asyncio.shield(self._starting)
        except OSError:
            self._users, self._starting = 0, None
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening after the last user."""
        self._users -= 1
        if self._users == 0 and self._runner is not None:
            runner, self._runner, self._starting = self._runner, None, None
            self._done.set()
            await runner.cleanup()

    async def _start(self) -> None:
        from aiohttp import web  # few cases open a responder: none of the others waits for it to be imported

        app = web.Application(client_max_size=_REQUEST_LIMIT)
        app.router.add_post("/{path:.*}", self._post)
        app.router.add_get("/{path:.*}", self._get)
        self._done = asyncio.Event()
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.host, self.port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner

    def add_authorities(self, *authorities: Authority) -> None:
        """Answer for certificates of these authorities."""
        self._authorities += [each for each in authorities if each not in self._authorities]

    def set_status(self, certificate: x509.Certificate, what: CertificateStatus) -> None:
        """Set the status of a certificate."""
        self._says[certificate.serial_number] = what

    def requests_for(self, certificate: x509.Certificate) -> list[OcspRequest]:
        """Return the requests for this certificate, in order."""
        return [asked for asked in self.requests if asked.serial_number == certificate.serial_number]

    async def _post(self, request: web.Request) -> web.Response:
        return await self._answer(await request.read())

    async def _get(self, request: web.Request) -> web.Response:
        try:
            encoded = unquote(request.raw_path.rpartition("/ocsp/")[2])
            return await self._answer(base64.b64decode(encoded, validate=True))
        except (binascii.Error, ValueError):
            return self._malformed()

    async def _answer(self, encoded: bytes) -> web.Response:
        try:
            request = ocsp.load_der_ocsp_request(encoded)
            asked = _asked(request)
        except NotImplementedError:
            # Several certificates in one request have different issuers here, but an answer has one signer.
            self.several += 1
            return self._malformed()
        except ValueError:
            return self._malformed()
        self.requests.append(asked)
        what = self._says.get(asked.serial_number, CertificateStatus.GOOD)
        if what is CertificateStatus.SILENCE:
            await self._done.wait()
        if what is CertificateStatus.TRY_LATER:
            return _response(ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER))
        authority = next((each for each in self._authorities if _is_issuer(each, asked, request.hash_algorithm)), None)
        if authority is None:
            return _response(ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED))
        return _response(_signed(request, authority, what))

    def _malformed(self) -> web.Response:
        self.malformed += 1
        return _response(ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.MALFORMED_REQUEST))


def _asked(request: ocsp.OCSPRequest) -> OcspRequest:
    return OcspRequest(
        request.serial_number,
        request.issuer_name_hash.hex(),
        request.issuer_key_hash.hex(),
        request.hash_algorithm.name.upper(),
    )


def _is_issuer(authority: Authority, asked: OcspRequest, algorithm: HashAlgorithm) -> bool:
    name = authority.certificate.subject.public_bytes()
    key = authority.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    own = _digest(name, algorithm), _digest(key, algorithm)
    return own == (asked.issuer_name_hash, asked.issuer_key_hash)


def _digest(data: bytes, algorithm: HashAlgorithm) -> str:
    digest = Hash(algorithm)
    digest.update(data)
    return digest.finalize().hex()


def _signed(request: ocsp.OCSPRequest, authority: Authority, what: CertificateStatus) -> ocsp.OCSPResponse:
    now = datetime.now(UTC)
    revoked = what is CertificateStatus.REVOKED
    builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
        request.issuer_name_hash,
        request.issuer_key_hash,
        request.serial_number,
        request.hash_algorithm,
        _STATUS[what],
        now - timedelta(minutes=1),
        now + _VALID_FOR,
        now - timedelta(days=1) if revoked else None,
        x509.ReasonFlags.key_compromise if revoked else None,
    )
    # The client may know only the root, so the chain is included (RFC 6960, 4.2.1).
    signer = new_root(authority.certificate.subject) if what is CertificateStatus.FORGED else authority
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)
    builder = builder.certificates(list(dict.fromkeys([signer.certificate, *authority.chain])))
    for extension in request.extensions:
        if isinstance(extension.value, x509.OCSPNonce):
            builder = builder.add_extension(extension.value, critical=False)
    return builder.sign(signer.key, SHA256())


def _response(answer: ocsp.OCSPResponse) -> web.Response:
    from aiohttp import web

    return web.Response(body=answer.public_bytes(Encoding.DER), content_type="application/ocsp-response")
