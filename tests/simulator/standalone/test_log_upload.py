"""A standalone station uploads logs, and reports every step."""

import asyncio

import pytest


def get_log(number: int, location: str, kind: str = "DiagnosticsLog") -> dict[str, object]:
    return {"requestId": number, "logType": kind, "log": {"remoteLocation": location}}


async def test_a_log_is_uploaded(other, station, jobs, files):
    kept: dict[str, bytes] = {}
    address = await files({"/up/diagnostics-5.log": b""}, kept)
    answer = await other.asks("GetLog", **get_log(5, f"{address}/up/"))
    assert answer == {"status": "Accepted", "filename": "diagnostics-5.log"}
    await jobs.idle()
    assert other.reported("LogStatusNotification") == ["Uploading", "Uploaded"]
    assert b"connector 1/1: Available" in kept["/up/diagnostics-5.log"]


async def test_the_security_log_lists_security_events(other, station, jobs, files):
    kept: dict[str, bytes] = {}
    address = await files({"/here": b""}, kept)
    station.device.diagnostics.note_security_event("TamperDetectionActivated")
    await other.asks("GetLog", **get_log(1, f"{address}/here", "SecurityLog"))
    await jobs.idle()
    assert b"TamperDetectionActivated" in kept["/here"]


@pytest.mark.parametrize(
    ("status", "reported"),
    [(400, "BadMessage"), (403, "PermissionDenied"), (500, "UploadFailure"), (401, "PermissionDenied")],
)
async def test_refused_log_upload_reports_its_cause(other, station, jobs, files, status, reported):
    address = await files({"/here": status})
    await other.asks("GetLog", **get_log(1, f"{address}/here"), retries=1, retryInterval=0)
    await jobs.idle()
    assert other.reported("LogStatusNotification") == ["Uploading", reported]


async def test_an_unreachable_upload_address_is_a_failure(other, station, jobs):
    await other.asks("GetLog", **get_log(1, "sftp://127.0.0.1/logs"))
    await jobs.idle()
    assert other.reported("LogStatusNotification") == ["Uploading", "UploadFailure"]


async def test_second_log_upload_cancels_the_first(other, station, jobs, files):
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(hang, "127.0.0.1", 0) as never:
        port = never.sockets[0].getsockname()[1]
        await other.asks("GetLog", **get_log(1, f"http://127.0.0.1:{port}/"))
        await other.hears(lambda: "Uploading" in other.reported("LogStatusNotification"))
        address = await files({"/here": b""}, {})
        answer = await other.asks("GetLog", **get_log(2, f"{address}/here"))
        assert answer["status"] == "AcceptedCanceled"
        await jobs.idle()
    reported = [(payload["requestId"], payload["status"]) for payload in other.of("LogStatusNotification")]
    assert reported == [(1, "Uploading"), (1, "AcceptedCanceled"), (2, "Uploading"), (2, "Uploaded")]
