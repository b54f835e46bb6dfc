"""Publishing a firmware as a local controller: downloaded, verified by its checksum, every step reported (L03)."""

from collections.abc import Mapping
from typing import Any

from plugfest.simulator.files.download import download
from plugfest.simulator.files.transfer import Limits, TransferFailed, Unreachable
from plugfest.simulator.standalone.send_and_wait import send_and_wait
from plugfest.simulator.station import Station


class Publication:
    """One publication, from its acceptance to its last status; the image itself is not served."""

    def __init__(self, station: Station, request: Mapping[str, Any], *, limits: Limits | None = None) -> None:
        self._station = station
        self._request = request
        self._limits = limits

    async def run(self) -> str:
        """Carry it out and return the last reported status. Raises NotConnectedError."""
        await self._tell("Downloading")
        try:
            image = await download(self._request["location"], self._limits)
        except (Unreachable, TransferFailed):
            return await self._tell("DownloadFailed")
        await self._tell("Downloaded")
        if image.md5 != self._request["checksum"].lower():
            return await self._tell("InvalidChecksum")
        await self._tell("ChecksumVerified")
        return await self._tell("Published")

    async def _tell(self, status: str) -> str:
        await send_and_wait(self._station, self._station.device.firmware.publish_status_notification(status))
        return status
