"""Every firmware update of a station has its own state, across restarts of station and CSMS."""

import pytest


async def begin(world, station, answer="Accepted"):
    operation = await world.operator.starts(station.id, "update-firmware")
    asked = await station.is_asked("UpdateFirmware")
    await station.answers(asked, status=answer)
    await world.operator.outcome(operation)
    return asked.payload["requestId"]


async def states(world, station):
    shown = await world.operator.get(f"/stations/{station.id}/firmware-updates")
    return [(update["requestId"], update["answer"], update["state"]) for update in shown]


async def test_update_status_survives_restarts_of_station_and_csms(make_process, make_world, tmp_path):
    process = make_process("--password-cost", "8", "--data", str(tmp_path))
    world = await make_world(process)
    station = await world.station()
    number = await begin(world, station)
    for status in ("Downloading", "Downloaded", "SignatureVerified", "Installing", "InstallRebooting"):
        assert await station.says("FirmwareStatusNotification", status=status, requestId=number) == {}
        assert await states(world, station) == [(number, "Accepted", status)]
    await station.leaves()
    process.kill()

    later = await make_world(make_process("--password-cost", "8", "--data", str(tmp_path)))
    again = await later.connect(station.id)
    assert (await again.boots("FirmwareUpdate"))["status"] == "Accepted"
    assert await states(later, again) == [(number, "Accepted", "InstallRebooting")]
    await again.says("FirmwareStatusNotification", status="Installed", requestId=number)
    assert await states(later, again) == [(number, "Accepted", "Installed")]


@pytest.mark.parametrize("answer", ["Rejected", "InvalidCertificate", "RevokedCertificate"])
async def test_refused_update_does_not_affect_the_current_one(world, answer):
    station = await world.station()
    first = await begin(world, station)
    await station.says("FirmwareStatusNotification", status="Downloading", requestId=first)
    second = await begin(world, station, answer)
    assert await states(world, station) == [(second, answer, None), (first, "Accepted", "Downloading")]


async def test_replaced_update_is_canceled_until_its_next_status(world):
    station = await world.station()
    first = await begin(world, station)
    second = await begin(world, station, "AcceptedCanceled")
    await station.says("FirmwareStatusNotification", status="Installed", requestId=second)
    third = await begin(world, station, "AcceptedCanceled")
    assert await states(world, station) == [
        (third, "AcceptedCanceled", None),
        (second, "AcceptedCanceled", "Installed"),
        (first, "Accepted", "Canceled"),
    ]
    await station.says("FirmwareStatusNotification", status="DownloadFailed", requestId=first)
    assert (await states(world, station))[2] == (first, "Accepted", "DownloadFailed")


async def test_status_of_an_unknown_update_is_accepted(world):
    station = await world.station()
    assert await station.says("FirmwareStatusNotification", status="Idle") == {}
    assert await station.says("FirmwareStatusNotification", status="Downloading", requestId=4711) == {}
    assert await states(world, station) == []


async def test_unsigned_external_image_is_sent_without_a_certificate(world, operator):
    await operator.put("/firmware/elsewhere.bin", location="ftp://files.lab/fw.bin", signed=False, checksum="a" * 32)
    station = await world.station()
    await operator.starts(station.id, "update-firmware", firmware="elsewhere.bin")
    asked = await station.is_asked("UpdateFirmware")
    firmware = asked.payload["firmware"]
    assert (firmware["location"], "signingCertificate" in firmware) == ("ftp://files.lab/fw.bin", False)
    await station.answers(asked, status="Accepted")
    await operator.starts(station.id, "publish-firmware", firmware="elsewhere.bin")
    assert (await station.is_asked("PublishFirmware")).payload["checksum"] == "a" * 32
