"""Firmware that local controllers publish and unpublish."""

import pytest

CHECKSUM = "0123456789abcdef0123456789abcdef"
IMAGE = {
    "location": "https://elsewhere.example/image.bin",
    "checksum": CHECKSUM,
}


@pytest.fixture
async def firmware(operator):
    await operator.put("/firmware/elsewhere.bin", **IMAGE)
    return "elsewhere.bin"


async def test_publication_status_and_locations_are_stored(world, operator, firmware):
    station = await world.station()
    operation = await operator.starts(station.id, "publish-firmware", firmware=firmware)
    asked = await station.is_asked("PublishFirmware")
    request_id = asked.payload["requestId"]
    assert asked.payload == {"location": IMAGE["location"], "checksum": CHECKSUM, "requestId": request_id}
    await station.answers(asked, status="Accepted")
    assert (await operator.outcome(operation))["handle"] == {"requestId": request_id}
    places = ["http://controller/image.bin", "ftp://controller/image.bin"]
    reported = [{"status": "Downloading"}, {"status": "Published", "location": places}]
    for status in reported:
        assert await station.says("PublishFirmwareStatusNotification", requestId=request_id, **status) == {}
    (shown,) = await operator.get(f"/stations/{station.id}/publications")
    assert (shown["answer"], shown["state"], shown["locations"]) == ("Accepted", "Published", places)


@pytest.mark.parametrize(
    ("answer", "outcome", "left"),
    [
        ("Unpublished", "done", "Unpublished"),
        ("NoFirmware", "refused", "Unpublished"),
        ("DownloadOngoing", "refused", "Published"),
    ],
)
async def test_published_image_is_unpublished(world, operator, firmware, answer, outcome, left):
    station = await world.station()
    await operator.starts(station.id, "publish-firmware", firmware=firmware)
    asked = await station.is_asked("PublishFirmware")
    await station.answers(asked, status="Accepted")
    published = {"status": "Published", "location": ["http://controller/image.bin"]}
    await station.says("PublishFirmwareStatusNotification", requestId=asked.payload["requestId"], **published)

    operation = await operator.starts(station.id, "unpublish-firmware")
    asked = await station.is_asked("UnpublishFirmware")
    assert asked.payload == {"checksum": CHECKSUM}
    await station.answers(asked, status=answer)
    assert (await operator.outcome(operation))["state"] == outcome
    (shown,) = await operator.get(f"/stations/{station.id}/unpublications")
    assert (shown["checksum"], shown["answer"]) == (CHECKSUM, answer)
    (shown,) = await operator.get(f"/stations/{station.id}/publications")
    assert shown["state"] == left


async def test_unpublish_without_a_checksum_fails(world, operator):
    station = await world.station()
    outcome = await operator.outcome(await operator.starts(station.id, "unpublish-firmware"))
    assert (outcome["state"], "no checksum is known" in outcome["detail"]) == ("failed", True)
    await operator.starts(station.id, "unpublish-firmware", checksum="ab")
    assert (await station.is_asked("UnpublishFirmware")).payload == {"checksum": "ab"}
