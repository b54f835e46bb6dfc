"""The OCSP responder, tested with an independent client: `openssl ocsp`."""

import asyncio
import base64
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from plugfest.simulator.ocsp.responder import CertificateStatus, Responder
from plugfest.simulator.pki.authority import Issued, new_root, pem, subject


class Chain:
    """A leaf under an authority under a root, in files."""

    def __init__(self, folder: Path) -> None:
        self.root = new_root(subject("Root", "Test"))
        self.sub = self.root.subordinate(subject("Sub", "Test"))
        self.leaf = self.sub.issue(subject("Leaf", "Test"))
        self.folder = folder
        for name, certificate in self.certificates.items():
            (folder / f"{name}.pem").write_text(pem(certificate))

    @property
    def certificates(self) -> dict[str, x509.Certificate]:
        made: dict[str, Issued] = {"root": self.root, "sub": self.sub, "leaf": self.leaf}
        return {name: issued.certificate for name, issued in made.items()}

    async def openssl(self, url: str, name: str, issuer: str, digest: str = "-sha256") -> str:
        """Return the output of `openssl ocsp` for a certificate."""
        program = shutil.which("openssl")
        assert program is not None
        files = [str(self.folder / f"{each}.pem") for each in (issuer, name, "root", "sub")]
        command = [program, "ocsp", "-url", url, "-issuer", files[0], digest, "-cert", files[1]]
        command += ["-CAfile", files[2], "-verify_other", files[3]]
        done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=10, check=False)
        return str(done.stdout + done.stderr)


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    return Chain(tmp_path)


@pytest.mark.parametrize("algorithm", ["-sha1", "-sha256", "-sha384", "-sha512"])
@pytest.mark.parametrize("what", [CertificateStatus.GOOD, CertificateStatus.REVOKED, CertificateStatus.UNKNOWN])
@pytest.mark.process
async def test_openssl_verifies_the_response(chain: Chain, algorithm: str, what: CertificateStatus) -> None:
    async with Responder() as responder:
        responder.add_authorities(chain.sub, chain.root)
        responder.set_status(chain.leaf.certificate, what)
        said = await chain.openssl(responder.url, "leaf", "sub", algorithm)
        assert "Response verify OK" in said
        assert f"leaf.pem: {what}" in said
        (asked,) = responder.requests_for(chain.leaf.certificate)
        assert asked.serial_number == chain.leaf.certificate.serial_number


@pytest.mark.process
async def test_status_of_an_intermediate_authority_is_returned(chain: Chain) -> None:
    async with Responder() as responder:
        responder.add_authorities(chain.sub, chain.root)
        said = await chain.openssl(responder.url, "sub", "root")
        assert "Response verify OK" in said
        assert "sub.pem: good" in said


@pytest.mark.process
async def test_openssl_rejects_a_forged_response(chain: Chain) -> None:
    async with Responder() as responder:
        responder.add_authorities(chain.sub)
        responder.set_status(chain.leaf.certificate, CertificateStatus.FORGED)
        said = await chain.openssl(responder.url, "leaf", "sub")
        assert "Response Verify Failure" in said


async def test_certificate_of_another_authority_is_unauthorized(chain: Chain) -> None:
    async with Responder() as responder:
        responder.add_authorities(chain.root)
        assert "unauthorized" in await chain.openssl(responder.url, "leaf", "sub")
        responder.set_status(chain.leaf.certificate, CertificateStatus.TRY_LATER)
        assert "trylater" in await chain.openssl(responder.url, "leaf", "sub")


async def test_get_request_is_answered(chain: Chain) -> None:
    request = (
        ocsp.OCSPRequestBuilder()
        .add_certificate(chain.leaf.certificate, chain.sub.certificate, SHA256())
        .build()
        .public_bytes(Encoding.DER)
    )
    async with Responder() as responder, aiohttp.ClientSession() as http:
        responder.add_authorities(chain.sub)
        async with http.get(f"{responder.url}/{quote(base64.b64encode(request).decode(), safe='')}") as answer:
            said = ocsp.load_der_ocsp_response(await answer.read())
        assert said.certificate_status is ocsp.OCSPCertStatus.GOOD
        async with http.post(responder.url, data=b"nonsense") as answer:
            said = ocsp.load_der_ocsp_response(await answer.read())
        assert said.response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST
        assert (len(responder.requests), responder.malformed) == (1, 1)


async def test_request_for_several_certificates_is_refused(chain: Chain) -> None:
    async with Responder() as responder:
        responder.add_authorities(chain.sub, chain.root)
        another = chain.sub.issue(subject("Another", "Test")).certificate
        (chain.folder / "another.pem").write_text(pem(another))
        program = shutil.which("openssl")
        assert program is not None
        files = {name: str(chain.folder / f"{name}.pem") for name in ("sub", "leaf", "another")}
        both = ["-issuer", files["sub"], "-cert", files["leaf"], "-cert", files["another"]]
        await asyncio.to_thread(
            subprocess.run,
            [program, "ocsp", "-url", responder.url, *both],
            capture_output=True,
            timeout=10,
            check=False,
        )
        assert (responder.several, responder.malformed, responder.requests) == (1, 1, [])


async def test_responder_closes_after_its_last_user() -> None:
    responder = Responder()
    async with responder as first:
        url = first.url
        async with responder as second:
            assert second.url == url
        async with aiohttp.ClientSession() as http, http.post(url, data=b"") as answer:
            assert answer.status == 200
    with pytest.raises(AssertionError, match="not open"):
        _ = responder.url


async def test_responder_can_be_opened_concurrently() -> None:
    responder = Responder()

    async def use() -> str:
        async with responder:
            await asyncio.sleep(0)
            return responder.url

    assert len(set(await asyncio.gather(*(use() for _ in range(10))))) <= 2


async def test_a_port_in_use_fails_for_all_users_and_can_be_opened_later() -> None:
    async with Responder() as first:
        port = int(first.url.rsplit(":", 1)[1].split("/")[0])
        second = Responder(port=port)
        for outcome in await asyncio.gather(*(second.__aenter__() for _ in range(3)), return_exceptions=True):
            assert isinstance(outcome, OSError)
    async with second:
        assert str(port) in second.url


def test_responder_works_in_successive_event_loops() -> None:
    responder = Responder()

    async def use() -> None:
        async with responder:
            await asyncio.gather(*(responder.__aenter__() for _ in range(2)))
            await responder.__aexit__()
            await responder.__aexit__()

    for _ in range(2):
        asyncio.run(use())


async def test_silent_request_ends_when_the_responder_closes(chain: Chain) -> None:
    request = ocsp.OCSPRequestBuilder().add_certificate(chain.leaf.certificate, chain.sub.certificate, SHA256()).build()
    async with aiohttp.ClientSession() as http:
        async with Responder() as responder:
            responder.add_authorities(chain.sub)
            responder.set_status(chain.leaf.certificate, CertificateStatus.SILENCE)
            url = responder.url
            asking = asyncio.create_task(_post(http, url, request.public_bytes(Encoding.DER)))
            await asyncio.wait([asking], timeout=0.1)
            assert not asking.done()
            assert responder.requests_for(chain.leaf.certificate)
        assert isinstance(await asking, int | str)


async def _post(http: aiohttp.ClientSession, url: str, data: bytes) -> int | str:
    try:
        async with http.post(url, data=data) as answer:
            return answer.status
    except aiohttp.ClientError as error:
        return str(error)
