"""The upload of a log that a station has accepted to send (N01)."""

import hashlib
from typing import Any

from plugfest.scenarios.language import Call, CsmsCall, StationSpeaker, compose_log


async def reports_log(station: StationSpeaker, status: str, *, of: CsmsCall, step: int) -> None:
    """Report this status of the requested upload; the CSMS must answer."""
    await station.tells(Call("LogStatusNotification", {"status": status, "requestId": of["requestId"]}), step=step)


async def uploads(station: StationSpeaker, *, of: CsmsCall, kind: str, step: int) -> dict[str, Any]:
    """Upload the log if plugfest can reach its location; return the properties that the CSMS must then show."""
    content = compose_log(station.device, kind)
    if not await station.files.sends(of, "log.remoteLocation", content, file_of(of), step=step):
        return {}
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def file_of(fetch: CsmsCall) -> str:
    """Return the name of the file that the station sends for this request (N01.FR.01)."""
    return f"log-{fetch['requestId']}.txt"


def shown(fetch: CsmsCall, **more: Any) -> dict[str, Any]:
    """Return a log as the CSMS must show it."""
    return {"requestId": fetch["requestId"], "filename": file_of(fetch), **more}
