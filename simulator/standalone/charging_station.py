"""A standalone charging station: the object with the verbs of drivers and operators."""

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from plugfest.simulator.connection.attempt import ConnectOptions
from plugfest.simulator.connection.tls import ClientCertificate
from plugfest.simulator.device.clock import Clock
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call
from plugfest.simulator.observer import Observer
from plugfest.simulator.protocol.frames import Defect, Frame, MessageType
from plugfest.simulator.standalone.behaviour import Behaviour
from plugfest.simulator.standalone.chance import Chance, RepeatableChance
from plugfest.simulator.standalone.frame_log import FrameLog
from plugfest.simulator.standalone.life import Life
from plugfest.simulator.standalone.misbehaviour import MisbehavingLink
from plugfest.simulator.standalone.model_file import StationModel
from plugfest.simulator.standalone.pace import Pace
from plugfest.simulator.standalone.station_events import Kind, OnEvent, StationEvent
from plugfest.simulator.standalone.status import StationStatus, status_of
from plugfest.simulator.station import Station

KEPT_FRAMES = 20
DEFAULT_TOKEN_TYPE = "ISO14443"  # noqa: S105  a type of token


class CallRefused(Exception):
    """Raised when the CSMS answered a call with a CALLERROR or not at all."""


class ChargingStation:
    """A standalone simulated charging station: `async with ChargingStation("ws://host/ocpp/CS1") as station:`.

    Inside the context it stays connected, boots, sends heartbeats and meter values, queues offline events, and carries
    out requests of the CSMS. Every verb returns when its messages have been sent and answered. The last part of the URL
    is the station's identity. `speed` is the speed of its time relative to the wall clock.
    """

    def __init__(
        self,
        url: str,
        *,
        password: str | None = None,
        security_profile: int | None = None,
        trust: str | None = None,
        client: ClientCertificate | None = None,
        model: StationModel | None = None,
        speed: float = 1.0,
        chance: Chance | None = None,
        on_event: OnEvent | None = None,
        observer: Observer | None = None,
        judge: bool = False,
    ) -> None:
        self.model = model or StationModel()
        self.identity = unquote(urlsplit(url).path.rpartition("/")[2])
        if not self.identity:
            raise ValueError(f"{url} must end with the identity of the station, such as ws://host/ocpp/CS1")
        self.pace = Pace(speed)
        self.on_event = on_event
        self.misbehaviour = MisbehavingLink()
        self.frames = FrameLog(self._defect if judge else None, kept=0 if observer else KEPT_FRAMES)
        self.device = _device(self.identity, self.model, self.pace)
        self.station = Station(self.device, link=self.misbehaviour, observer=observer or self.frames)
        self.behaviour = Behaviour(self.device, fixed_cables=self.model.fixed_cables)
        options = ConnectOptions(
            url,
            user=self.identity if password is not None else None,
            password=password,
            security_profile=security_profile,
            trust=trust,
            client=client,
        )
        self._life = Life(
            self.station,
            self.behaviour,
            options,
            pace=self.pace,
            chance=chance or RepeatableChance(uuid.uuid4().hex),
            report=self._report,
            repeats=self.misbehaviour.repeated_events,
            firmware_failure=self.model.firmware_failure,
        )

    async def __aenter__(self) -> Self:
        await self._life.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._life.__aexit__(kind, error, trace)

    # --- the station ---

    @property
    def connected(self) -> bool:
        """Whether there is an open connection to the CSMS."""
        return self.station.connected

    @property
    def is_accepted(self) -> bool:
        """Whether the CSMS has accepted the station."""
        return self._life.accepted.is_set()

    @property
    def status(self) -> StationStatus:
        """The current state of the station."""
        return status_of(self.device, self.behaviour, connected=self.connected, waiting=self._life.waiting_to_be_sent)

    async def accepted(self, within: float | None = None) -> None:
        """Wait until the CSMS has accepted the station. Raises TimeoutError after `within` seconds."""
        async with asyncio.timeout(within):
            await self._life.accepted.wait()
        await self.settled()

    async def settled(self) -> None:
        """Wait until no message is left to be sent."""
        await self._life.settled()

    async def work_done(self) -> None:
        """Wait until no firmware update or log upload is in progress."""
        await self._life.work_done()

    async def wait(self, seconds: float) -> None:
        """Wait this many seconds of the station's time."""
        await self.pace.sleep(seconds)
        await self.settled()

    async def restart(self, reason: str = "LocalReset") -> None:
        """Restart the station with this reason in its BootNotification; return when it is accepted again."""
        await self._life.restart(reason)

    async def go_offline(self, seconds: float | None = None) -> None:
        """Lose the connection, for this many seconds or until `go_online`; events are queued meanwhile."""
        await self._life.go_offline()
        if seconds is not None:
            await self.pace.sleep(seconds)
            await self.go_online()

    async def go_online(self) -> None:
        """Connect again after `go_offline`."""
        await self._life.go_online()

    async def send(self, action: str, payload: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Send any request and return the answer's payload. Raises CallRefused, or NotConnectedError."""
        sent = await self.station.send(Call(action, dict(payload or {})))
        timeout = float(self.device.model.value("OCPPCommCtrlr", "MessageTimeout", "Default"))
        await asyncio.wait([sent.answer], timeout=timeout)
        if not sent.answer.done():
            self.station.give_up(sent)
            raise CallRefused(f"{action}: no answer within {timeout:g} s")
        if sent.answer.cancelled() or sent.answer.exception() is not None:
            raise CallRefused(f"{action}: the connection ended before the answer came")
        frame = sent.answer.result()
        if frame.type is not MessageType.CALLRESULT:
            raise CallRefused(f"{action}: {frame.error_code} {frame.error_description}".strip())
        return frame.payload if isinstance(frame.payload, dict) else {}

    async def fault(self, evse: int = 1, connector: int = 1) -> None:
        """Let a connector break down."""
        await self._does(self.behaviour.outgoing.state_of_connector(evse, connector, "Faulted"))

    async def clear_fault(self, evse: int = 1, connector: int = 1) -> None:
        """Repair a connector."""
        plugged = self.behaviour.at(evse).state.station_side
        status = "Occupied" if plugged else "Available"
        await self._does(self.behaviour.outgoing.state_of_connector(evse, connector, status))

    # --- drivers and their EVs ---

    async def park(self, evse: int = 1) -> None:
        """Let an EV occupy the parking bay."""
        await self._does(self.behaviour.at(evse).park())

    async def plug_in(self, evse: int = 1, connector: int = 1) -> None:
        """Plug the cable in on both sides; the EV requests energy immediately."""
        await self._does(self.behaviour.at(evse).plug_in(connector))

    async def unplug(self, evse: int = 1) -> None:
        """Pull the cable out. Raises CableLockedError as long as it is locked."""
        await self._does(self.behaviour.at(evse).unplug())

    async def drive_away(self, evse: int = 1) -> None:
        """Let the EV leave, after unplugging its cable."""
        await self._does(self.behaviour.at(evse).drive_away())

    async def swipe(self, token: str | Mapping[str, Any], evse: int = 1) -> None:
        """Present a token at an EVSE, to start or to stop; a text is an ISO14443 card."""
        shown = {"idToken": token, "type": DEFAULT_TOKEN_TYPE} if isinstance(token, str) else dict(token)
        await self._does(self.behaviour.swipe(evse, shown))

    async def pause(self, evse: int = 1) -> None:
        """Let the EV suspend charging."""
        await self._does(self.behaviour.at(evse).ev_suspends())

    async def resume(self, evse: int = 1) -> None:
        """Let the EV take energy again."""
        await self._does(self.behaviour.at(evse).ev_asks())

    # --- helpers ---

    async def _does(self, calls: Sequence[Call]) -> None:
        self._life.send(calls)
        await self.settled()

    def _report(self, kind: Kind, text: str) -> None:
        if self.on_event is not None:
            self.on_event(StationEvent(self.device.clock.now(), self.identity, kind, text))

    def _defect(self, frame: Frame, defect: Defect) -> None:
        place = f" at {defect.path}" if defect.path else ""
        kind = frame.type.name if frame.type is not None else "frame"
        self._report("defect", f"{kind} {frame.action or ''}{place}: {defect.text} ({defect.rule})")


def _device(identity: str, model: StationModel, pace: Pace) -> Device:
    device = Device(
        identity=identity,
        model=model.model,
        vendor_name=model.vendor,
        serial_number=model.serial_number,
        firmware_version=model.firmware_version,
        connectors=model.evses,
        connector_type=model.connector_type,
        reports="StatusNotification",
        clock=Clock(real_time=pace.now),
    )
    model.configure(device)
    return device
