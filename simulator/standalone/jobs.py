"""Long-running work of a station that requests of a CSMS cause."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from plugfest.simulator.files.transfer import Limits
from plugfest.simulator.standalone.firmware_update import Failure, FirmwareUpdate, Restart
from plugfest.simulator.standalone.log_upload import LogUpload
from plugfest.simulator.standalone.monitor_events import MonitorEvents
from plugfest.simulator.standalone.publication import Publication
from plugfest.simulator.station import NotConnectedError, Received, Station


class Jobs:
    """Answers the CSMS's calls immediately, and carries them out afterwards.

    `restart` restarts the station; `failure` is the failure of every firmware update. As an asynchronous context it
    also sends the events of monitors; unfinished work is cancelled at its end.
    """

    def __init__(
        self, station: Station, restart: Restart, *, failure: Failure | None = None, limits: Limits | None = None
    ) -> None:
        self.failure = failure
        self._station = station
        self._restart = restart
        self._limits = limits
        self._update: asyncio.Task[Any] | None = None
        self._uploading: tuple[LogUpload, asyncio.Task[Any]] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> "Jobs":
        # A station without monitors needs no task for them.
        self._station.device.monitoring.on_news = self._watch_monitors
        if self._station.device.monitoring.monitors:
            self._watch_monitors()
        return self

    async def __aexit__(self, *_: object) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _watch_monitors(self) -> None:
        events = MonitorEvents(self._station)
        self._station.device.monitoring.on_news = events.notice
        events.notice()
        self._begin(events.run())

    async def idle(self) -> None:
        """Wait until no update, publication or upload is in progress."""
        while working := {task for task in self._tasks if task.get_name() == "job"}:
            await asyncio.wait(working)

    def take(self, received: Received) -> None:
        """Answer a call, and start its work if it was accepted."""
        device = self._station.device
        before = device.firmware.update, device.firmware.publication, device.diagnostics.request
        self._station.reply_at_once(received)
        update, publication, log = device.firmware.update, device.firmware.publication, device.diagnostics.request
        if update is not None and update is not before[0]:
            if self._update is not None:
                self._update.cancel()
            work = FirmwareUpdate(
                self._station, update.request, self._restart, failure=self.failure, limits=self._limits
            )
            self._update = self._begin(work.run(), "job")
        if publication is not None and publication is not before[1]:
            self._begin(Publication(self._station, publication.request, limits=self._limits).run(), "job")
        if log is not None and log is not before[2]:
            self._begin_upload(log)

    def _begin_upload(self, request: dict[str, Any]) -> None:
        before = self._uploading
        upload = LogUpload(self._station, request, self._station.device.diagnostics.filename, limits=self._limits)
        dropped = before[0] if before is not None and not before[1].done() else None
        if dropped is not None and before is not None:
            before[1].cancel()
        self._uploading = upload, self._begin(_in_turn(dropped, upload), "job")

    def _begin(self, work: Coroutine[Any, Any, Any], name: str = "watch") -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(_while_connected(work), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def _in_turn(dropped: LogUpload | None, upload: LogUpload) -> None:
    if dropped is not None:
        await dropped.tell_of_cancellation()
    await upload.run()


async def _while_connected(work: Coroutine[Any, Any, Any]) -> None:
    try:
        await work
    except NotConnectedError:
        return
