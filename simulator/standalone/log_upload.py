"""Uploading a log, every step reported (N01)."""

import asyncio
from collections.abc import Mapping
from typing import Any

from plugfest.simulator.device.logs import compose_log
from plugfest.simulator.files.transfer import Limits, TransferFailed, Unreachable
from plugfest.simulator.files.upload import upload
from plugfest.simulator.standalone.send_and_wait import send_and_wait
from plugfest.simulator.station import Station


class LogUpload:
    """One upload, from its acceptance to its last status. `run` may be cancelled by a newer one."""

    def __init__(
        self, station: Station, request: Mapping[str, Any], filename: str, *, limits: Limits | None = None
    ) -> None:
        self._station = station
        self._request = request
        self._filename = filename
        self._limits = limits

    @property
    def request_id(self) -> int:
        """The requestId of its notifications."""
        return int(self._request["requestId"])

    async def run(self) -> str:
        """Carry it out and return the last reported status. Raises NotConnectedError."""
        await self._tell("Uploading")
        content = compose_log(self._station.device, self._request["logType"])
        status = "UploadFailure"
        for attempt in range(int(self._request.get("retries", 0)) + 1):
            if attempt:
                await asyncio.sleep(float(self._request.get("retryInterval", 0)))
            status = await self._send(content)
            if status == "Uploaded":
                break
        return await self._tell(status)

    async def tell_of_cancellation(self) -> None:
        """Report that a newer upload replaced it (N01.FR.20)."""
        diagnostics = self._station.device.diagnostics
        await send_and_wait(
            self._station, diagnostics.status_notification("AcceptedCanceled", request_id=self.request_id)
        )

    async def _send(self, content: bytes) -> str:
        """Make one attempt and return its final status (N01.FR.10)."""
        try:
            await upload(self._request["log"]["remoteLocation"], content, self._filename, self._limits)
        except Unreachable:
            return "UploadFailure"
        except TransferFailed as failed:
            return {400: "BadMessage", 401: "PermissionDenied", 403: "PermissionDenied"}.get(
                failed.status or 0, "UploadFailure"
            )
        return "Uploaded"

    async def _tell(self, status: str) -> str:
        await send_and_wait(self._station, self._station.device.diagnostics.status_notification(status))
        return status
