"""The registration of a station at its CSMS: boots, retries, and heartbeats (B01 to B03, G02)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from plugfest.simulator.device.clock import moment_of
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call
from plugfest.simulator.standalone.outbox import Outbox
from plugfest.simulator.standalone.pace import Pace
from plugfest.simulator.standalone.signal import Signal
from plugfest.simulator.standalone.station_events import Kind

RETRY_SECONDS = 60.0
"""Seconds until the next boot if the CSMS gave no interval (B02.FR.08)."""

_CLOCK_TOLERANCE = timedelta(seconds=2)


class Registration:
    """Sends BootNotifications until the CSMS accepts the station, and heartbeats from then on."""

    def __init__(self, device: Device, pace: Pace, outbox: Outbox, report: Callable[[Kind, str], None]) -> None:
        self._device = device
        self._pace = pace
        self._outbox = outbox
        self._report = report
        self._reason = "PowerUp"
        self._boot_at: datetime | None = None
        self._heartbeat_at: datetime | None = None
        self.accepted = Signal()

    @property
    def next_due(self) -> datetime | None:
        """The due time of the next boot or heartbeat, on the station's clock."""
        return self._heartbeat_at if self._device.registration == "Accepted" else self._boot_at

    def begin(self, reason: str) -> None:
        """Forget the acceptance before a restart for this reason."""
        self._reason = reason
        self._device.registration = None
        self._boot_at = self._heartbeat_at = None
        self.accepted.clear()

    def boot(self) -> None:
        """Send a BootNotification."""
        self._boot_at = None
        self._outbox.add([self._device.boot(self._reason)], before_accepted=True)

    def answered(self, call: Call, answer: dict[str, Any] | None) -> None:
        """Take the answer to a BootNotification or a Heartbeat, None if refused or missing."""
        if answer is not None:
            self._set_clock(answer.get("currentTime"))
        if call.action == "Heartbeat":
            return
        now, status = self._device.clock.now(), (answer or {}).get("status")
        interval = float((answer or {}).get("interval") or 0)
        self._report("registration", f"{status or 'no answer'}, interval {interval:g} s")
        if status == "Accepted":
            if interval:
                self._device.model.put("OCPPCommCtrlr", "HeartbeatInterval", int(interval))
            self._heartbeat_at = now + self._heartbeat_interval
            self._boot_at = None
            self.accepted.set()
        else:
            self._boot_at = now + timedelta(seconds=interval or RETRY_SECONDS)

    def do_what_is_due(self, now: datetime) -> None:
        """Boot again, or send a heartbeat, if it is time."""
        if self._device.registration == "Accepted":
            if self._heartbeat_at is not None and self._heartbeat_at <= now:
                self._heartbeat_at = now + self._heartbeat_interval
                self._outbox.add([self._device.heartbeat()])
        elif self._boot_at is not None and self._boot_at <= now:
            self.boot()

    @property
    def _heartbeat_interval(self) -> timedelta:
        return timedelta(seconds=float(self._device.model.value("OCPPCommCtrlr", "HeartbeatInterval")))

    def _set_clock(self, text: object) -> None:
        """Adopt the clock of the CSMS, unless this station's time is faster than the wall clock."""
        if self._pace.speed != 1 or not isinstance(text, str):
            return
        try:
            moment = moment_of(text)
        except ValueError:
            return
        if abs(moment - self._pace.now()) > _CLOCK_TOLERANCE:
            self._pace.set(moment)
            self._device.clock.follow_real_time()
