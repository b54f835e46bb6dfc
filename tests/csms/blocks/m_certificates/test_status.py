"""OCSP, contract certificates, certificates of EVs: a CSMS in this process, and configurable OCSP responders."""

import asyncio
import base64

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.x509 import ocsp
from support.csms import LocalCsms

from plugfest.csms.server import Csms
from plugfest.csms.settings import Settings
from plugfest.simulator.device.certificate_checks import hash_data
from plugfest.simulator.ocsp.responder import CertificateStatus, Responder
from plugfest.simulator.pki.authority import DAY, OCSP_SIGNING, Life, new_root, pem, subject

EMAID = "NLPFGC0000001"


@pytest.fixture
def patience(request):
    """Seconds that the CSMS gives a responder: few only where the responder is to be silent."""
    parameters = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    return 0.3 if parameters.get("says") is CertificateStatus.SILENCE else 20.0


@pytest.fixture
def settings(tmp_path, patience):
    return {"data": tmp_path, "password_cost": 8, "security_profiles": (1,), "responder_timeout": patience}


@pytest.fixture
async def here(settings, make_world):
    async with Csms(Settings(**settings), "token") as csms:
        where = f"ws://127.0.0.1:{csms.port}/{{station}}"
        process = LocalCsms(where, f"http://127.0.0.1:{csms.operator_port}")
        yield await make_world(process)


class Contract:
    """A contract certificate under two authorities under a root that the CSMS trusts, and their responder."""

    def __init__(self, responder, **leaf):
        self.responder = responder
        self.root = new_root(subject("MO Root", "MO"))
        self.upper = self.root.subordinate(subject("MO Sub 1", "MO"), ocsp=responder.url)
        self.lower = self.upper.subordinate(subject("MO Sub 2", "MO"), ocsp=responder.url)
        self.leaf = self.lower.issue(subject(EMAID, "MO"), **{"ocsp": responder.url, **leaf})
        responder.add_authorities(self.lower, self.upper, self.root)

    @property
    def certificates(self):
        return [self.leaf.certificate, self.lower.certificate, self.upper.certificate]

    def hash_data(self, algorithm="SHA256"):
        pairs = zip(self.certificates, [*self.certificates[1:], self.root.certificate], strict=True)
        return [{**hash_data(*pair, algorithm), "responderURL": self.responder.url} for pair in pairs]


@pytest.fixture
async def responder():
    async with Responder() as listening:
        yield listening


@pytest.fixture
async def driver(here):
    """A station, at a CSMS that knows the contract."""
    await here.operator.put(f"/tokens/eMAID/{EMAID}", status="Accepted")
    return await here.station()


async def trust(here, certificate, purpose="mo"):
    status, _ = await here.operator.request("POST", f"/trusted-roots/{purpose}", {"certificate": pem(certificate)})
    assert status == 201


async def authorizes(station, **more):
    answer = await station.says("Authorize", idToken={"idToken": EMAID, "type": "eMAID"}, **more)
    return answer["idTokenInfo"]["status"], answer["certificateStatus"]


@pytest.mark.parametrize(
    ("says", "status"),
    [
        (CertificateStatus.GOOD, ("Accepted", "Accepted")),
        (CertificateStatus.REVOKED, ("Invalid", "CertificateRevoked")),
        (CertificateStatus.UNKNOWN, ("Invalid", "CertChainError")),
        (CertificateStatus.FORGED, ("Invalid", "CertChainError")),
        (CertificateStatus.TRY_LATER, ("Invalid", "CertChainError")),
        (CertificateStatus.SILENCE, ("Invalid", "CertChainError")),
    ],
)
@pytest.mark.parametrize("whom", [0, 2], ids=["contract", "authority"])
@pytest.mark.parametrize("form", ["hash data", "PEM"])
async def test_ocsp_status_decides_the_certificate_status(here, driver, responder, says, status, whom, form):
    contract = Contract(responder)
    await trust(here, contract.root.certificate)
    responder.set_status(contract.certificates[whom], says)
    chain = {"certificate": pem(*contract.certificates)}
    given = chain if form == "PEM" else {"iso15118CertificateHashData": contract.hash_data()}
    assert await authorizes(driver, **given) == status
    assert len(responder.requests_for(contract.certificates[whom])) == 1


@pytest.mark.parametrize("algorithm", ["SHA384", "SHA512"])
async def test_hash_data_of_every_algorithm_are_accepted(here, driver, responder, algorithm):
    contract = Contract(responder)
    await trust(here, contract.root.certificate)
    given = contract.hash_data(algorithm)
    assert await authorizes(driver, iso15118CertificateHashData=given) == ("Accepted", "Accepted")
    assert {asked.hash_algorithm for asked in responder.requests} == {algorithm}


async def test_good_ocsp_response_is_cached_and_an_unknown_one_expires(here, driver, responder):
    contract = Contract(responder)
    await trust(here, contract.root.certificate)
    for _ in range(3):
        given = contract.hash_data()
        assert await authorizes(driver, iso15118CertificateHashData=given) == ("Accepted", "Accepted")
    assert len(responder.requests) == 3
    unknown = Contract(responder)
    await trust(here, unknown.root.certificate)
    responder.set_status(unknown.leaf.certificate, CertificateStatus.UNKNOWN)
    assert (await authorizes(driver, iso15118CertificateHashData=unknown.hash_data()))[1] == "CertChainError"
    responder.set_status(unknown.leaf.certificate, CertificateStatus.GOOD)
    assert (await authorizes(driver, iso15118CertificateHashData=unknown.hash_data()))[1] == "Accepted"


@pytest.mark.parametrize(
    ("token", "status"),
    [
        ({"status": "Blocked"}, ("Blocked", "ContractCancelled")),
        ({"status": "Invalid"}, ("Invalid", "ContractCancelled")),
        ({"status": "Accepted", "expiry": "2020-01-01T00:00:00Z"}, ("Expired", "ContractCancelled")),
        ({"status": "NoCredit"}, ("NoCredit", "Accepted")),
        (None, ("Unknown", "ContractCancelled")),
    ],
    ids=str,
)
async def test_good_certificate_has_the_status_of_its_token(here, driver, responder, token, status):
    contract = Contract(responder)
    await trust(here, contract.root.certificate)
    if token is None:
        await here.operator.request("DELETE", f"/tokens/eMAID/{EMAID}")
    else:
        await here.operator.put(f"/tokens/eMAID/{EMAID}", **token)
    assert await authorizes(driver, iso15118CertificateHashData=contract.hash_data()) == status


async def test_untrusted_root_is_a_chain_error(driver, responder):
    contract = Contract(responder)
    for given in ({"certificate": pem(*contract.certificates)}, {"iso15118CertificateHashData": contract.hash_data()}):
        assert await authorizes(driver, **given) == ("Invalid", "CertChainError")


async def test_broken_chain_is_a_chain_error(here, driver, responder):
    contract = Contract(responder)
    await trust(here, contract.root.certificate)
    stranger = Contract(responder)
    broken = {
        "a missing authority": [contract.leaf.certificate, contract.upper.certificate],
        "authorities of somebody else": [contract.leaf.certificate, *stranger.certificates[1:]],
        "no authority at all": [contract.leaf.certificate],
        "another contract's": [
            contract.lower.issue(subject("NLPFGC9999999", "MO"), ocsp=responder.url).certificate,
            *contract.certificates[1:],
        ],
        "nobody to ask": [contract.lower.issue(subject(EMAID, "MO")).certificate, *contract.certificates[1:]],
    }
    for what, certificates in broken.items():
        assert await authorizes(driver, certificate=pem(*certificates)) == ("Invalid", "CertChainError"), what
    assert await authorizes(driver, certificate="nonsense") == ("Invalid", "CertChainError")


async def test_contract_certificate_cannot_sign_another(here, driver, responder):
    """A contract certificate is no certificate authority."""
    contract = Contract(responder)
    await trust(here, contract.root.certificate)
    pretender = type(contract.lower)(contract.leaf.certificate, contract.leaf.key, contract.leaf.above)
    forged = pretender.issue(subject(EMAID, "MO"), ocsp=responder.url)
    responder.add_authorities(pretender)
    given = pem(forged.certificate, *contract.certificates)
    assert await authorizes(driver, certificate=given) == ("Invalid", "CertChainError")


async def test_expired_contract_certificate_is_expired(here, driver, responder):
    contract = Contract(responder, life=Life(-30 * DAY, -DAY))
    await trust(here, contract.root.certificate)
    assert await authorizes(driver, certificate=pem(*contract.certificates)) == ("Expired", "CertificateExpired")


async def test_order_of_chain_certificates_after_the_leaf_is_ignored(here, driver, responder):
    contract = Contract(responder)
    await trust(here, contract.root.certificate)
    leaf, lower, upper = contract.certificates
    given = pem(leaf, upper, contract.root.certificate, lower)
    assert await authorizes(driver, certificate=given) == ("Accepted", "Accepted")


async def test_hyphens_of_an_emaid_are_ignored(here, driver, responder):
    contract = Contract(responder)
    contract.leaf = contract.lower.issue(subject("NL-PFG-C0000001", "MO"), ocsp=responder.url)
    await trust(here, contract.root.certificate)
    assert await authorizes(driver, certificate=pem(*contract.certificates)) == ("Accepted", "Accepted")


async def test_only_a_delegated_responder_is_accepted(here, driver, responder):
    """RFC 6960, 4.2.2.2: the responder's certificate must be issued by the same authority."""
    contract = Contract(responder)
    await trust(here, contract.root.certificate)
    other = contract.upper.issue(subject("Responder", "MO"), usages=(OCSP_SIGNING,))
    own = contract.lower.issue(subject("Responder", "MO"), usages=(OCSP_SIGNING,))
    plain = contract.lower.issue(subject("No responder", "MO"))
    for delegate, status in ((own, "Accepted"), (other, "CertChainError"), (plain, "CertChainError")):
        leaf = contract.lower.issue(subject(EMAID, "MO"))
        async with delegated(delegate, contract.lower.certificate) as url:
            data = {**hash_data(leaf.certificate, contract.lower.certificate, "SHA256"), "responderURL": url}
            assert (await authorizes(driver, iso15118CertificateHashData=[data]))[1] == status


def delegated(delegate, issuer):
    """A responder that signs with a certificate of its own, and says good to everything."""
    from datetime import UTC, datetime, timedelta

    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding

    async def answer(request):
        asked = ocsp.load_der_ocsp_request(await request.read())
        now = datetime.now(UTC)
        good = ocsp.OCSPCertStatus.GOOD
        ids = (asked.issuer_name_hash, asked.issuer_key_hash, asked.serial_number, asked.hash_algorithm)
        times = (now - timedelta(minutes=1), now + timedelta(hours=1), None, None)
        builder = ocsp.OCSPResponseBuilder().add_response_by_hash(*ids, good, *times)
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.NAME, delegate.certificate)
        builder = builder.certificates([delegate.certificate, issuer, *delegate.above])
        return web.Response(body=builder.sign(delegate.key, SHA256()).public_bytes(Encoding.DER))

    app = web.Application()
    app.router.add_post("/", answer)

    class Listening:
        async def __aenter__(self):
            self.server = TestServer(app)
            await self.server.start_server()
            return str(self.server.make_url("/"))

        async def __aexit__(self, *_):
            await self.server.close()

    return Listening()


async def test_ocsp_response_is_forwarded_to_the_station(here, responder):
    station = await here.station()
    contract = Contract(responder)
    await trust(here, contract.root.certificate, "v2g")
    data = contract.hash_data()[1]
    answer = await station.says("GetCertificateStatus", ocspRequestData=data)
    response = ocsp.load_der_ocsp_response(base64.b64decode(answer["ocspResult"]))
    assert answer["status"] == "Accepted"
    assert response.serial_number == contract.lower.certificate.serial_number


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"responderURL": "ftp://localhost/"}, "no answer"),
        ({"responderURL": "http://127.0.0.1:1/"}, "no answer"),
        ({"responderURL": "nonsense"}, "no answer"),
        ({"issuerKeyHash": "xyz"}, "no hexadecimal numbers"),
        ({"issuerKeyHash": "abcd"}, "none of SHA256"),
        ({"serialNumber": "not a number"}, "no hexadecimal numbers"),
    ],
    ids=str,
)
async def test_impossible_status_request_fails(here, responder, change, why):
    station = await here.station()
    contract = Contract(responder)
    answer = await station.says("GetCertificateStatus", ocspRequestData={**contract.hash_data()[0], **change})
    assert answer["status"] == "Failed"
    assert why in answer["statusInfo"]["additionalInfo"]


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"nonsense", 200), (b"", 500), (b"x" * 70_000, 200)],
)
async def test_failed_responder_is_reported_without_details(here, responder, body, status):
    """Details would let a station scan the network of the CSMS."""

    async def answer(_):
        return web.Response(body=body, status=status)

    app = web.Application()
    app.router.add_post("/", answer)
    station = await here.station()
    data = Contract(responder).hash_data()[0]
    async with TestServer(app) as server:
        asked = {**data, "responderURL": str(server.make_url("/"))}
        said = await station.says("GetCertificateStatus", ocspRequestData=asked)
    assert said["status"] == "Failed"
    assert said["statusInfo"]["additionalInfo"] == "no answer"


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "http://169.254.169.254/latest", "http://example.com:22/"])
async def test_responder_url_of_a_station_is_not_requested(here, responder, url):
    station = await here.station()
    asked = {**Contract(responder).hash_data()[0], "responderURL": url}
    said = await station.says("GetCertificateStatus", ocspRequestData=asked)
    assert (said["status"], said["statusInfo"]["additionalInfo"]) == ("Failed", "no answer")


async def test_chunked_ocsp_response_is_read_completely(here, responder):
    contract = Contract(responder)
    await trust(here, contract.root.certificate, "v2g")

    async def answer(request):
        body = await request.read()
        async with aiohttp.ClientSession() as session, session.post(responder.url, data=body) as real:
            whole = await real.read()
        pieces = web.StreamResponse()
        await pieces.prepare(request)
        for at in range(0, len(whole), 100):
            await pieces.write(whole[at : at + 100])
            await asyncio.sleep(0)
        return pieces

    app = web.Application()
    app.router.add_post("/", answer)
    station = await here.station()
    async with TestServer(app) as server:
        asked = {**contract.hash_data()[1], "responderURL": str(server.make_url("/"))}
        said = await station.says("GetCertificateStatus", ocspRequestData=asked)
    assert said["status"] == "Accepted"


@pytest.mark.parametrize("says", [CertificateStatus.SILENCE])
async def test_silent_responder_does_not_delay_other_stations(here, driver, responder, says):
    contract = Contract(responder)
    responder.set_status(contract.leaf.certificate, says)
    waiting = asyncio.create_task(authorizes(driver, iso15118CertificateHashData=contract.hash_data()))
    other = await here.station()
    assert "currentTime" in await other.says("Heartbeat")
    assert await waiting == ("Invalid", "CertChainError")
