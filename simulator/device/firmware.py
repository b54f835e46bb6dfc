"""Firmware updates of the station, and published firmware of a local controller: use cases L01 to L04."""

from datetime import datetime
from typing import Any

import msgspec

from plugfest.simulator.device.certificate_checks import certificates_in, is_issued_by_one_of, is_valid_at
from plugfest.simulator.device.certificates import Certificates
from plugfest.simulator.device.clock import Clock
from plugfest.simulator.device.messages import Call, Handler, Payload, Reply, status

_INSTALLING = ("Installing", "InstallRebooting")
_OVER = ("Installed", "DownloadFailed", "InstallationFailed", "InstallVerificationFailed", "InvalidSignature")
_PUBLISHING_OVER = ("Published", "DownloadFailed", "InvalidChecksum", "PublishFailed")


class FirmwareJob(msgspec.Struct):
    """An accepted update or publication; `status` is the last reported one, empty before the first."""

    request: dict[str, Any]
    status: str = ""

    @property
    def request_id(self) -> int:
        """The requestId of all its notifications."""
        return int(self.request["requestId"])


class Firmware:
    """The current (or last) update, and the published images by checksum.

    The user of the station does the work (download, check, install), and reports each step by `status_notification` and
    `publish_status_notification`.
    """

    def __init__(self, clock: Clock, certificates: Certificates) -> None:
        self._clock = clock
        self._certificates = certificates
        self.update: FirmwareJob | None = None
        self.publication: FirmwareJob | None = None
        self.published: dict[str, str] = {}

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of this block by action."""
        return {
            "UpdateFirmware": self.update_firmware,
            "PublishFirmware": self.publish_firmware,
            "UnpublishFirmware": self.unpublish_firmware,
        }

    @property
    def updating(self) -> bool:
        """Whether an accepted update is in progress."""
        return self.update is not None and self.update.status not in _OVER

    @property
    def installing(self) -> bool:
        """Whether firmware is being installed, which prevents a reset."""
        return self.update is not None and self.update.status in _INSTALLING

    def update_firmware(self, request: Payload) -> Reply:
        """Accept an update if its certificate is valid (L01.FR.21), and cancel a current one (L01.FR.24)."""
        if self.installing:
            return Reply(status("Rejected", "FwUpdateInProgress", "An installation cannot be cancelled"))
        certificate = request["firmware"].get("signingCertificate")
        if certificate is not None and not self._trusts(certificate, self._clock.now()):
            return Reply(status("InvalidCertificate", "InvalidCertificate"))
        answer = "AcceptedCanceled" if self.updating else "Accepted"
        self.update = FirmwareJob(dict(request))
        return Reply(status(answer))

    def publish_firmware(self, request: Payload) -> Reply:
        """Accept the publication of a firmware image (L03), one at a time."""
        if self.publication and self.publication.status not in _PUBLISHING_OVER:
            return Reply(status("Rejected", "FwUpdateInProgress", "Another image is being published"))
        self.publication = FirmwareJob(dict(request))
        return Reply(status("Accepted"))

    def unpublish_firmware(self, request: Payload) -> Reply:
        """Stop publishing an image, unless it is still being downloaded (L04)."""
        checksum, publication = request["checksum"], self.publication
        if publication and publication.request["checksum"] == checksum and publication.status not in _PUBLISHING_OVER:
            return Reply({"status": "DownloadOngoing"})
        return Reply({"status": "Unpublished" if self.published.pop(checksum, None) else "NoFirmware"})

    def status_notification(self, new_status: str | None = None, **more: Any) -> Call:
        """Compose a FirmwareStatusNotification: a new status, or the present one (F06.FR.16, L01.FR.25)."""
        if new_status and self.update:
            self.update.status = new_status
        reported = new_status or (self.update.status if self.update else "")
        if not reported or (new_status is None and reported == "Installed"):
            return Call("FirmwareStatusNotification", {"status": "Idle"})
        request_id = {"requestId": self.update.request_id} if self.update else {}
        return Call("FirmwareStatusNotification", {"status": reported, **request_id, **more})

    def publish_status_notification(self, new_status: str | None = None, **more: Any) -> Call:
        """Return a PublishFirmwareStatusNotification; Published comes with the locations (L03.FR.04)."""
        job = self.publication
        if new_status and job:
            job.status = new_status
        reported = new_status or (job.status if job else "")
        if not reported or job is None:
            return Call("PublishFirmwareStatusNotification", {"status": "Idle"})
        payload: dict[str, Any] = {"status": reported, "requestId": job.request_id}
        if reported == "Published":
            self.published[job.request["checksum"]] = job.request["location"]
            payload["location"] = [job.request["location"]]
        return Call("PublishFirmwareStatusNotification", {**payload, **more})

    def _trusts(self, pem: str, now: datetime) -> bool:
        """Return whether the signing certificate is valid, and issued by a manufacturer root if any is installed."""
        chain = certificates_in(pem)
        if not chain or not is_valid_at(chain[0], now):
            return False
        roots = self._certificates.roots("ManufacturerRootCertificate")
        return not roots or is_issued_by_one_of(chain, roots)
