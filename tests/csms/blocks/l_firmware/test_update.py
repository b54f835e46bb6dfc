"""Every firmware update of a station has its own state, across the station's restart and the CSMS's."""

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


async def test_an_update_is_followed_across_both_restarts(make_process, make_world, tmp_path):
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
async def test_an_update_that_is_refused_leaves_the_one_under_way_alone(world, answer):
    station = await world.station()
    first = await begin(world, station)
    await station.says("FirmwareStatusNotification", status="Downloading", requestId=first)
    second = await begin(world, station, answer)
    assert await states(world, station) == [(second, answer, None), (first, "Accepted", "Downloading")]


async def test_one_that_is_dropped_for_another_is_shown_as_canceled_until_the_station_says_more(world):
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


async def test_a_status_of_no_update_that_we_know_is_taken(world):
    station = await world.station()
    assert await station.says("FirmwareStatusNotification", status="Idle") == {}
    assert await station.says("FirmwareStatusNotification", status="Downloading", requestId=4711) == {}
    assert await states(world, station) == []


async def test_unsigned_image_elsewhere_is_sent_without_a_certificate(world, operator):
    await operator.put("/firmware/elsewhere.bin", location="ftp://files.lab/fw.bin", signed=False, checksum="a" * 32)
    station = await world.station()
    await operator.starts(station.id, "update-firmware", firmware="elsewhere.bin")
    asked = await station.is_asked("UpdateFirmware")
    firmware = asked.payload["firmware"]
    assert (firmware["location"], "signingCertificate" in firmware) == ("ftp://files.lab/fw.bin", False)
    await station.answers(asked, status="Accepted")
    await operator.starts(station.id, "publish-firmware", firmware="elsewhere.bin")
    assert (await station.is_asked("PublishFirmware")).payload["checksum"] == "a" * 32
