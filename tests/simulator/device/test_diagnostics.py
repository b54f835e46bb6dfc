"""Log uploads."""

from collections.abc import Callable
from typing import Any

from plugfest.simulator.device import Device, Reply

Ask = Callable[..., Reply]
Status = Callable[..., str]


def test_second_log_upload_cancels_the_first(device: Device, ask: Ask, status: Status, checked: Any) -> None:
    log = {"remoteLocation": "https://example.org/logs"}
    first = ask("GetLog", logType="DiagnosticsLog", requestId=1, log=log)
    assert first.answer == {"status": "Accepted", "filename": "diagnostics-1.log"}
    uploading = device.diagnostics.status_notification("Uploading")
    second = ask("GetLog", logType="SecurityLog", requestId=2, log=log)
    assert second.answer == {"status": "AcceptedCanceled", "filename": "security-2.log"}
    cancelled = device.diagnostics.status_notification("AcceptedCanceled", request_id=1)
    done = device.diagnostics.status_notification("Uploaded")
    reported = checked([uploading, cancelled, done])
    assert [(call.payload["status"], call.payload["requestId"]) for call in reported] == [
        ("Uploading", 1),
        ("AcceptedCanceled", 1),
        ("Uploaded", 2),
    ]
    assert not device.diagnostics.uploading
    assert status("GetLog", logType="SecurityLog", requestId=3, log=log) == "Accepted"
