from collections.abc import Callable
from typing import Any

import pytest

from plugfest.simulator.device import Device

Status = Callable[..., str]


@pytest.fixture
def firmware(later: Callable[[float], str]) -> dict[str, Any]:
    return {"location": "https://example.org/fw.bin", "retrieveDateTime": later(0)}


def test_an_update_reports_its_states_with_its_id(
    device: Device, status: Status, firmware: dict[str, Any], checked: Any
) -> None:
    assert status("UpdateFirmware", requestId=3, firmware=firmware) == "Accepted"
    reported = checked(
        device.firmware.status_notification(s) for s in ("Downloading", "Downloaded", "Installing", "Installed")
    )
    assert {call.payload["requestId"] for call in reported} == {3}
    assert not device.firmware.updating
    assert device.firmware.status_notification().payload == {"status": "Idle"}


def test_second_update_cancels_the_first_before_its_installation(
    device: Device, status: Status, firmware: dict[str, Any]
) -> None:
    status("UpdateFirmware", requestId=1, firmware=firmware)
    assert status("UpdateFirmware", requestId=2, firmware=firmware) == "AcceptedCanceled"
    device.firmware.status_notification("Installing")
    assert status("UpdateFirmware", requestId=3, firmware=firmware) == "Rejected"
    device.firmware.status_notification("InstallationFailed")
    assert status("UpdateFirmware", requestId=4, firmware=firmware) == "Accepted"
    assert device.firmware.status_notification("Downloading").payload["requestId"] == 4


def test_signing_certificate_must_be_valid(device: Device, status: Status, firmware: dict[str, Any], pki: Any) -> None:
    def answer(certificate: str) -> str:
        device.firmware.update = None
        return status("UpdateFirmware", requestId=1, firmware={**firmware, "signingCertificate": certificate})

    root, stranger = pki.root("Maker"), pki.root("Stranger")
    good, other = pki.issue(root, "Signer").pem, pki.issue(stranger, "Signer").pem
    assert answer("no certificate") == "InvalidCertificate"
    assert answer(pki.issue(root, "Signer", days=(-20, -10)).pem) == "InvalidCertificate"
    assert answer(good) == answer(other) == "Accepted"
    status("InstallCertificate", certificateType="ManufacturerRootCertificate", certificate=root.pem)
    assert answer(good) == "Accepted"
    assert answer(other) == "InvalidCertificate"


def test_firmware_is_published_and_unpublished(device: Device, status: Status, checked: Any) -> None:
    asked = {"location": "https://example.org/fw.bin", "checksum": "d41d8cd98f00b204e9800998ecf8427e"}
    checksum = {"checksum": asked["checksum"]}
    assert status("UnpublishFirmware", **checksum) == "NoFirmware"
    assert status("PublishFirmware", requestId=6, **asked) == "Accepted"
    assert status("PublishFirmware", requestId=7, **asked) == "Rejected"
    assert status("UnpublishFirmware", **checksum) == "DownloadOngoing"
    reported = checked(device.firmware.publish_status_notification(s) for s in ("Downloading", "Published"))
    assert reported[-1].payload == {"status": "Published", "requestId": 6, "location": [asked["location"]]}
    assert status("UnpublishFirmware", **checksum) == "Unpublished"
    assert status("UnpublishFirmware", **checksum) == "NoFirmware"
