"""A standalone station downloads, verifies and installs firmware, and reports every step."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from plugfest.simulator.device.logs import compose_log

IMAGE = b"a new firmware"
KEY = ec.generate_private_key(ec.SECP256R1())
FETCHED = ["Downloading", "Downloaded", "SignatureVerified"]
INSTALLED = [*FETCHED, "Installing", "InstallRebooting", "Installed"]


def certificate() -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Manufacturer")])
    now = datetime.now(UTC)
    begins, ends = now - timedelta(days=1), now + timedelta(days=1)
    builder = x509.CertificateBuilder(name, name, KEY.public_key(), 1, begins, ends)
    return builder.sign(KEY, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def firmware(location: str, image: bytes = IMAGE, **more: str) -> dict[str, str]:
    signature = base64.b64encode(KEY.sign(image, ec.ECDSA(hashes.SHA256()))).decode()
    said = {"location": location, "retrieveDateTime": "2025-01-01T00:00:00Z"}
    return {**said, "signingCertificate": certificate(), "signature": signature, **more}


async def test_an_update_is_installed(other, station, jobs, files):
    address = await files({"/image": IMAGE})
    answer = await other.asks("UpdateFirmware", requestId=7, firmware=firmware(f"{address}/image"))
    assert answer["status"] == "Accepted"
    await jobs.idle()
    assert other.reported("FirmwareStatusNotification") == INSTALLED
    assert {payload["requestId"] for payload in other.of("FirmwareStatusNotification")} == {7}
    (boot,) = other.of("BootNotification")
    assert boot["reason"] == "FirmwareUpdate"
    assert boot["chargingStation"]["firmwareVersion"] == hashlib.sha256(IMAGE).hexdigest()[:12]
    assert other.reported("SecurityEventNotification") == ["FirmwareUpdated"]


async def test_a_changed_image_is_not_installed(other, station, jobs, files):
    address = await files({"/image": b"not what was signed"})
    await other.asks("UpdateFirmware", requestId=1, firmware=firmware(f"{address}/image"))
    await jobs.idle()
    assert other.reported("FirmwareStatusNotification") == ["Downloading", "Downloaded", "InvalidSignature"]
    assert other.reported("SecurityEventNotification") == ["InvalidFirmwareSignature"]
    assert b"InvalidFirmwareSignature" in compose_log(station.device, "SecurityLog")
    assert other.of("BootNotification") == []


async def test_missing_image_is_retried_as_requested(other, station, jobs, files):
    address = await files({})
    location = firmware(f"{address}/nothing")
    await other.asks("UpdateFirmware", requestId=1, retries=2, retryInterval=0, firmware=location)
    await jobs.idle()
    assert other.reported("FirmwareStatusNotification") == ["Downloading", "DownloadFailed"]


@pytest.mark.parametrize(
    ("failure", "reported"),
    [
        ("DownloadFailed", ["Downloading", "DownloadFailed"]),
        ("InvalidSignature", ["Downloading", "Downloaded", "InvalidSignature"]),
        ("InstallVerificationFailed", [*FETCHED, "Installing", "InstallVerificationFailed"]),
        ("InstallationFailed", [*FETCHED, "Installing", "InstallRebooting", "InstallationFailed"]),
    ],
)
async def test_an_update_fails_as_configured(other, station, jobs, files, failure, reported):
    before = station.device.firmware_version
    jobs.failure = failure
    address = await files({"/image": IMAGE})
    await other.asks("UpdateFirmware", requestId=1, firmware=firmware(f"{address}/image"))
    await jobs.idle()
    assert other.reported("FirmwareStatusNotification") == reported
    assert station.device.firmware_version == before


async def test_scheduled_update_waits_for_its_times(other, station, jobs, files):
    address = await files({"/image": IMAGE})
    soon = (datetime.now(UTC) + timedelta(seconds=0.1)).isoformat()
    later = (datetime.now(UTC) + timedelta(seconds=0.2)).isoformat()
    planned = firmware(f"{address}/image", retrieveDateTime=soon, installDateTime=later)
    await other.asks("UpdateFirmware", requestId=1, firmware=planned)
    await jobs.idle()
    reported = other.reported("FirmwareStatusNotification")
    assert reported == ["DownloadScheduled", *FETCHED, "InstallScheduled", *INSTALLED[3:]]
    assert datetime.now(UTC) >= datetime.fromisoformat(later)


async def test_second_update_replaces_a_scheduled_one(other, station, jobs, files):
    address = await files({"/image": IMAGE})
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    waits = firmware(f"{address}/image", retrieveDateTime=later)
    await other.asks("UpdateFirmware", requestId=1, firmware=waits)
    await other.hears(lambda: "DownloadScheduled" in other.reported("FirmwareStatusNotification"))
    answer = await other.asks("UpdateFirmware", requestId=2, firmware=firmware(f"{address}/image"))
    assert answer["status"] == "AcceptedCanceled"
    await jobs.idle()
    reported = [(p["requestId"], p["status"]) for p in other.of("FirmwareStatusNotification")]
    assert reported == [(1, "DownloadScheduled"), *((2, status) for status in INSTALLED)]
