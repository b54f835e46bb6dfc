"""Installing a firmware: downloaded, verified, "installed" with a restart, every step reported (L01)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from plugfest.simulator.device.clock import moment_of
from plugfest.simulator.device.messages import Call
from plugfest.simulator.files.download import Image, download
from plugfest.simulator.files.signature import objection
from plugfest.simulator.files.transfer import Limits, TransferFailed, Unreachable
from plugfest.simulator.standalone.send_and_wait import send_and_wait
from plugfest.simulator.station import Station

Failure = Literal["DownloadFailed", "InvalidSignature", "InstallVerificationFailed", "InstallationFailed"]
"""The last status of a deliberately failing update."""

FAILURES: tuple[Failure, ...] = get_args(Failure)

Restart = Callable[[str], Awaitable[None]]
"""Ends the connection, opens a new one and sends a BootNotification with this reason."""


class FirmwareUpdate:
    """One update, from its acceptance to its last status. `run` may be cancelled until the restart."""

    def __init__(
        self,
        station: Station,
        request: Mapping[str, Any],
        restart: Restart,
        *,
        failure: Failure | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._station = station
        self._request = request
        self._firmware: Mapping[str, Any] = request["firmware"]
        self._restart = restart
        self._failure = failure
        self._limits = limits

    async def run(self) -> str:
        """Carry it out and return the last reported status. Raises NotConnectedError."""
        await self._wait_for("retrieveDateTime", "DownloadScheduled")
        await self._tell("Downloading")
        image = None if self._failure == "DownloadFailed" else await self._fetch()
        if image is None:
            return await self._tell("DownloadFailed")
        await self._tell("Downloaded")
        if not self._is_signed(image):
            await self._tell("InvalidSignature")
            await self._security_event("InvalidFirmwareSignature")
            return "InvalidSignature"
        if "signature" in self._firmware:
            await self._tell("SignatureVerified")
        await self._wait_for("installDateTime", "InstallScheduled")
        await self._tell("Installing")
        if self._failure == "InstallVerificationFailed":
            return await self._tell("InstallVerificationFailed")
        return await self._install(image)

    async def _install(self, image: Image) -> str:
        await self._tell("InstallRebooting")
        device = self._station.device
        if self._failure != "InstallationFailed":
            device.firmware_version = image.sha256.hex()[:12]
            device.model.put("ChargingStation", "FirmwareVersion", device.firmware_version)
        await self._restart("FirmwareUpdate")
        if self._failure == "InstallationFailed":
            return await self._tell("InstallationFailed")
        await self._tell("Installed")
        await self._security_event("FirmwareUpdated")
        return "Installed"

    async def _fetch(self) -> Image | None:
        """Return the image, with the requested number of attempts (L01.FR.30)."""
        for attempt in range(int(self._request.get("retries", 0)) + 1):
            if attempt:
                await asyncio.sleep(float(self._request.get("retryInterval", 0)))
            try:
                return await download(self._firmware["location"], self._limits)
            except (Unreachable, TransferFailed):
                continue
        return None

    def _is_signed(self, image: Image) -> bool:
        if self._failure == "InvalidSignature":
            return False
        if "signature" not in self._firmware:
            return True
        certificate = str(self._firmware.get("signingCertificate", ""))
        return objection(image.sha256, certificate, self._firmware["signature"]) is None

    async def _wait_for(self, moment: str, meanwhile: str) -> None:
        """Report the schedule and wait for its time, if it is in the future (L01.FR.16)."""
        if moment in self._firmware:
            left = (moment_of(self._firmware[moment]) - datetime.now(UTC)).total_seconds()
            if left > 0:
                await self._tell(meanwhile)
                await asyncio.sleep(left)

    async def _tell(self, status: str) -> str:
        await send_and_wait(self._station, self._station.device.firmware.status_notification(status))
        return status

    async def _security_event(self, kind: str) -> None:
        device = self._station.device
        device.diagnostics.note_security_event(kind)
        event = {"type": kind, "timestamp": device.clock.stamp()}
        await send_and_wait(self._station, Call("SecurityEventNotification", event))
