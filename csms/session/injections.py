"""Messages sent to a connected station immediately, outside the queue of requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugfest.csms.faults.kinds import (
    AnyInjection,
    Disconnect,
    GoOffline,
    InjectBinary,
    InjectBytes,
    InjectCall,
    InjectText,
)
from plugfest.csms.rpc import frames
from plugfest.csms.store import journal

if TYPE_CHECKING:
    from plugfest.csms.session.link import StationLink


async def inject(link: StationLink, injection: AnyInjection) -> str | None:
    """Send a message immediately; return its id if it has one. Raises ConnectionClosed."""
    match injection:
        case InjectCall():
            return await _inject_call(link, injection)
        case InjectText(text=text):
            await link.store_injected("RAW", text, "text")
            await link.socket.send(text)
        case InjectBinary(data=data):
            await link.store_injected("BINARY", repr(data), "binary")
            await link.socket.send(data)
        case InjectBytes(data=data):
            await link.store_injected("BINARY", repr(data), "broken-frame")
            link.socket.transport.write(data)
        case Disconnect(code=code, reason=reason):
            await link.end(code, reason, "disconnect")
        case GoOffline(seconds=seconds):
            link.faults.go_offline(link.station, seconds)
            await link.end(None, "", "offline")
    return None


async def _inject_call(link: StationLink, injection: InjectCall) -> str:
    call = link.peer.inject(injection.action, injection.payload)
    await link.store(lambda db: journal.note(db, link.station, link.number, "out", call, injected="call"))
    await link.socket.send(frames.write(call))
    return call.id
