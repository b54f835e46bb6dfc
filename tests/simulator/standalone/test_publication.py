"""A standalone station publishes firmware as a local controller."""

import hashlib

import pytest

IMAGE = b"a new firmware"


@pytest.mark.parametrize(
    ("checksum", "reported"),
    [
        (hashlib.md5(IMAGE).hexdigest().upper(), ["Downloading", "Downloaded", "ChecksumVerified", "Published"]),
        ("0" * 32, ["Downloading", "Downloaded", "InvalidChecksum"]),
    ],
)
async def test_local_controller_publishes_only_a_matching_image(other, station, jobs, files, checksum, reported):
    address = await files({"/image": IMAGE})
    await other.asks("PublishFirmware", requestId=3, location=f"{address}/image", checksum=checksum)
    await jobs.idle()
    assert other.reported("PublishFirmwareStatusNotification") == reported


async def test_failed_download_of_a_local_controller_is_reported(other, station, jobs):
    await other.asks("PublishFirmware", requestId=3, location="ftp://127.0.0.1/image", checksum="0" * 32)
    await jobs.idle()
    assert other.reported("PublishFirmwareStatusNotification") == ["Downloading", "DownloadFailed"]
