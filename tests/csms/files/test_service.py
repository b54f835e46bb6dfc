"""The file service: firmware downloads, and uploads of images and logs, complete or not at all."""

import asyncio
import base64
import contextlib
import hashlib
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from plugfest.csms.server import Csms
from plugfest.csms.settings import Settings

FIFTY_MEGABYTES = 50_000_000
CHUNK = bytes(range(256)) * 256


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    """Somebody without any credentials."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(60)) as session:
        yield session


@pytest.fixture
async def strict(tmp_path: Path) -> AsyncIterator[tuple[str, Csms]]:
    """A CSMS with small limits, and where its file service listens."""
    settings = Settings(data=tmp_path, file_limit=1000, file_patience=0.1, password_cost=8)
    async with Csms(settings, "token") as csms:
        yield csms.service_urls["files"], csms


def files(folder: Path) -> list[str]:
    """All logs, and what is not whole yet; the firmware that is there from the start does not count."""
    whole, halves = (folder / "files" / "logs").iterdir(), (folder / "files").rglob("*.part")
    return sorted({file.name for file in (*whole, *halves)})


def signed(image: bytes, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> dict[str, str]:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Manufacturer")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    if isinstance(key, rsa.RSAPrivateKey):
        signature = key.sign(image, padding.PKCS1v15(), hashes.SHA256())
    else:
        signature = key.sign(image, ec.ECDSA(hashes.SHA256()))
    return {
        "certificate": certificate.public_bytes(Encoding.PEM).decode(),
        "signature": base64.b64encode(signature).decode(),
    }


async def fetch_log(world, type_="DiagnosticsLog"):
    """A station that was asked for a log: the station, the request, the folder of the CSMS's files."""
    station = await world.station()
    operation = await world.operator.starts(station.id, "fetch-log", type=type_)
    asked = await station.is_asked("GetLog")
    await station.answers(asked, status="Accepted", filename="../../log.txt")
    assert (await world.operator.outcome(operation))["state"] == "done"
    return station, asked.payload


async def some(size: int) -> AsyncIterator[bytes]:
    while size > 0:
        yield CHUNK[: min(size, len(CHUNK))]
        size -= len(CHUNK)


@pytest.mark.parametrize("key", [ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)])
async def test_signed_image_is_announced_uploaded_and_offered(world, operator, web, key):
    image, name = os.urandom(3000), f"{hashlib.sha256(str(key).encode()).hexdigest()[:8]}.bin"
    proof = signed(image, key)
    announced = await operator.put(f"/firmware/{name}", **proof)
    assert announced["size"] is None
    async with web.get(announced["location"]) as early:
        assert early.status == 404
    async with web.put(announced["upload"], data=image) as sent:
        assert sent.status == 201
        assert await sent.json() == {"size": 3000, "checksum": hashlib.md5(image).hexdigest()}
    async with web.get(announced["location"]) as fetched:
        assert await fetched.read() == image

    station = await world.station()
    await operator.starts(station.id, "update-firmware", firmware=name)
    reported = (await station.is_asked("UpdateFirmware")).payload["firmware"]
    assert reported["location"] == announced["location"]
    assert (reported["signingCertificate"], reported["signature"]) == (proof["certificate"], proof["signature"])
    again = await operator.put(f"/firmware/{name}", **proof)
    assert (again["upload"], again["size"]) == (None, 3000)


async def test_image_with_a_wrong_signature_is_not_stored(operator, web):
    announced = await operator.put("/firmware/forged.bin", **signed(b"right", ec.generate_private_key(ec.SECP256R1())))
    async with web.put(announced["upload"], data=b"wrong") as refused:
        assert refused.status == 422
        assert "signature" in (await refused.json())["error"]
    async with web.get(announced["location"]) as nothing:
        assert nothing.status == 404
    async with web.put(announced["upload"], data=b"right") as sent:
        assert sent.status == 201


async def test_an_image_without_a_signature_is_signed_by_the_csms(world, operator, web):
    image = b"firmware" * 100
    announced = await operator.put("/firmware/unsigned.bin")
    async with web.put(announced["upload"], data=image):
        pass
    station = await world.station()
    await operator.starts(station.id, "update-firmware", firmware="unsigned.bin")
    reported = (await station.is_asked("UpdateFirmware")).payload["firmware"]
    key = x509.load_pem_x509_certificate(reported["signingCertificate"].encode()).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(base64.b64decode(reported["signature"]), image, ec.ECDSA(hashes.SHA256()))


async def test_built_in_firmware_is_fetched_and_verified(world, operator, web):
    station = await world.station()
    await operator.starts(station.id, "update-firmware")
    reported = (await station.is_asked("UpdateFirmware")).payload["firmware"]
    async with web.get(reported["location"]) as fetched:
        image = await fetched.read()
    key = x509.load_pem_x509_certificate(reported["signingCertificate"].encode()).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(base64.b64decode(reported["signature"]), image, ec.ECDSA(hashes.SHA256()))


async def test_an_announced_image_cannot_be_installed_before_it_arrives(world, operator):
    await operator.put("/firmware/later.bin")
    station = await world.station()
    outcome = await operator.outcome(await operator.starts(station.id, "update-firmware", firmware="later.bin"))
    assert outcome["state"] == "failed"
    assert "upload address" in outcome["detail"]
    assert (await operator.request("DELETE", "/firmware/later.bin"))[0] == 200
    outcome = await operator.outcome(await operator.starts(station.id, "update-firmware", firmware="later.bin"))
    assert "there is no firmware" in outcome["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {"certificate": "PEM"},
        {"location": "https://elsewhere.example/image"},
        {"checksum": "no hexadecimal number, 32 digits"},
    ],
)
async def test_invalid_announcement_is_refused(operator, body):
    status, answer = await operator.request("PUT", "/firmware/odd.bin", body)
    assert (status, list(answer)) == (400, ["error"])


@pytest.mark.parametrize("name", ["..", "%2e%2e", "..%2f..%2fcsms.sqlite", ".hidden", "a" * 51, "a%00b", "a%0ab"])
async def test_file_name_that_leaves_the_folder_is_refused(operator, world, web, name):
    status, _ = await operator.request("PUT", f"/firmware/{name}", {})
    assert status in {400, 404, 405}
    port = urlsplit(world.process.files).port
    for path in (f"/firmware/{name}", f"/logs/{name}", f"/firmware/x/../{name}", f"/images/{name}"):
        assert await raw_status(port, "GET", path) in {400, 404, 405}
        assert await raw_status(port, "PUT", path) in {400, 404, 405}


async def raw_status(port: int, method: str, path: str) -> int:
    """The status of a request whose path no client library has tidied up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx".encode())
    answer = await reader.readline()
    writer.close()
    return int(answer.split()[1])


async def test_log_is_uploaded_once_to_a_unique_address(world, operator, web):
    station, asked = await fetch_log(world)
    other, asked_other = await fetch_log(world)
    address = asked["log"]["remoteLocation"]
    assert address != asked_other["log"]["remoteLocation"]
    assert len(address.rpartition("/")[2]) >= 32
    async with web.get(address) as early:
        assert early.status == 404
    async with web.put(f"{address}/a/name/of/its/own.txt", data=b"what happened") as sent:
        assert sent.status == 201
    for method in ("PUT", "POST"):
        async with web.request(method, address, data=b"something else") as second:
            assert second.status == 404
    (shown,) = await operator.get(f"/stations/{station.id}/logs")
    assert (shown["size"], shown["sha256"]) == (13, hashlib.sha256(b"what happened").hexdigest())
    assert shown["filename"] == "../../log.txt"
    async with web.get(shown["content"]) as content:
        assert await content.read() == b"what happened"
        assert content.headers["X-Content-Type-Options"] == "nosniff"
    (shown,) = await operator.get(f"/stations/{other.id}/logs")
    assert (shown["received"], shown["content"]) == (None, None)


async def test_log_after_a_rejected_request_is_refused(world, operator, web):
    station = await world.station()
    operation = await operator.starts(station.id, "fetch-log", type="SecurityLog")
    asked = await station.is_asked("GetLog")
    await station.answers(asked, status="Rejected")
    assert (await operator.outcome(operation))["state"] == "refused"
    async with web.put(asked.payload["log"]["remoteLocation"], data=b"x") as refused:
        assert refused.status == 404


async def test_aborted_upload_leaves_no_file_and_can_be_repeated(make_process, make_world, web, tmp_path):
    process = make_process("--password-cost", "8", "--data", str(tmp_path))
    world = await make_world(process)
    _, asked = await fetch_log(world)
    address = asked["log"]["remoteLocation"]
    parts = urlsplit(address)
    for head in ("Content-Length: 1000000", "Transfer-Encoding: chunked"):
        _, writer = await asyncio.open_connection(parts.hostname, parts.port)
        body = b"half of it" * 2000
        begun = f"{len(body):x}\r\n".encode() + body if "chunked" in head else body
        writer.write(f"PUT {parts.path} HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode() + begun)
        await writer.drain()
        await until(lambda: len(files(tmp_path)) == 1)
        writer.transport.abort()
        await until(lambda: files(tmp_path) == [])
    async with web.put(address, data=b"all of it") as whole:
        assert whole.status == 201
    assert len(files(tmp_path)) == 1
    await world.close()
    assert process.stop() == (0, "")


async def until(condition) -> None:
    """Poll the folder, because no event reports its content."""
    async with asyncio.timeout(5):
        while True:
            if condition():
                return
            await asyncio.sleep(0.005)


async def test_complete_files_survive_a_restart_and_partial_ones_not(make_process, make_world, web, tmp_path):
    process = make_process("--password-cost", "8", "--data", str(tmp_path))
    world = await make_world(process)
    station, asked = await fetch_log(world)
    async with web.put(asked["log"]["remoteLocation"], data=b"kept"):
        pass
    _, asked_second = await fetch_log(world)
    parts = urlsplit(asked_second["log"]["remoteLocation"])
    _, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(f"PUT {parts.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf".encode())
    await until(lambda: len(files(tmp_path)) == 2)
    process.kill()
    writer.close()
    assert len(files(tmp_path)) == 2

    later = await make_world(make_process("--password-cost", "8", "--data", str(tmp_path)))
    assert len(files(tmp_path)) == 1
    (shown,) = await later.operator.get(f"/stations/{station.id}/logs")
    async with web.get(shown["content"]) as content:
        assert await content.read() == b"kept"


async def test_removed_station_loses_its_logs(make_process, make_world, web, tmp_path):
    world = await make_world(make_process("--password-cost", "8", "--data", str(tmp_path)))
    gone, asked_gone = await fetch_log(world)
    _, asked_stays = await fetch_log(world)
    async with web.put(asked_gone["log"]["remoteLocation"], data=b"forget me"):
        pass
    await world.operator.request("DELETE", f"/stations/{gone.id}")
    async with web.get(asked_gone["log"]["remoteLocation"]) as nothing:
        assert nothing.status == 404
    async with web.put(asked_stays["log"]["remoteLocation"], data=b"keep me"):
        pass
    assert len(files(tmp_path)) == 1


async def announce(csms: Csms, web: aiohttp.ClientSession, name: str):
    where, bearer = f"http://127.0.0.1:{csms.operator_port}/firmware/{name}", {"Authorization": "Bearer token"}
    async with web.put(where, json={}, headers=bearer) as answer:
        return await answer.json()


async def test_too_large_file_is_refused(strict, web, tmp_path):
    address, csms = strict
    announced = await announce(csms, web, "big.bin")
    for body in (b"x" * 1001, some(1001)):
        async with web.put(announced["upload"], data=body) as refused:
            assert refused.status == 413
            assert "1000 bytes" in (await refused.json())["error"]
    assert files(tmp_path) == []
    async with web.put(announced["upload"], data=b"x" * 1000) as taken:
        assert taken.status == 201
    assert announced["location"].startswith(address)


async def test_stalled_upload_times_out(strict, web, tmp_path):
    _, csms = strict
    announced = await announce(csms, web, "slow.bin")
    parts = urlsplit(announced["upload"])
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(f"PUT {parts.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf".encode())
    assert b" 408 " in await reader.readline()
    writer.close()
    assert files(tmp_path) == []


async def test_large_file_is_streamed_without_memory_growth(make_process, make_world, web, tmp_path):
    process = make_process("--password-cost", "8", "--data", str(tmp_path))
    world = await make_world(process)
    _, asked = await fetch_log(world)
    announced = await world.operator.put("/firmware/large.bin")
    idle = memory(process.popen.pid)
    watch = asyncio.create_task(most(process.popen.pid))
    async with web.put(announced["upload"], data=some(FIFTY_MEGABYTES)) as sent:
        assert sent.status == 201
    async with web.put(asked["log"]["remoteLocation"], data=some(FIFTY_MEGABYTES)) as sent:
        assert sent.status == 201
    came = 0
    async with web.get(announced["location"]) as fetched:
        async for chunk in fetched.content.iter_any():
            came += len(chunk)
    watch.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watch
    assert came == FIFTY_MEGABYTES
    assert max(PEAKS) - idle < 50_000_000


PEAKS: list[int] = []


async def most(pid: int) -> None:
    """Look at the memory again and again, until cancelled."""
    PEAKS[:] = [0]
    while True:
        PEAKS[0] = max(PEAKS[0], memory(pid))
        await asyncio.sleep(0.005)


def memory(pid: int) -> int:
    """Bytes of resident memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def test_of_twenty_uploads_to_one_address_at_once_one_is_stored(world, operator, web):
    station, asked = await fetch_log(world)
    address, bodies = asked["log"]["remoteLocation"], [b"%02d" % number * 40_000 for number in range(20)]

    async def upload(body: bytes) -> int:
        async with web.put(address, data=body) as sent:
            return sent.status

    statuses = await asyncio.gather(*map(upload, bodies))
    assert statuses.count(201) == 1
    assert set(statuses) <= {201, 404, 409}
    (shown,) = await operator.get(f"/stations/{station.id}/logs")
    async with web.get(shown["content"]) as content:
        assert await content.read() == bodies[statuses.index(201)]
