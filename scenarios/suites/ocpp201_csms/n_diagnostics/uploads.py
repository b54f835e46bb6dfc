"""How the upload of a log goes on once a station has accepted it (N01)."""

import hashlib
from typing import Any

from plugfest.scenarios.language import Call, CsmsCall, StationSpeaker, compose_log


async def reports_log(station: StationSpeaker, status: str, *, of: CsmsCall, step: int) -> None:
    """Report how far the upload that this request asked for has come; it must be answered."""
    await station.tells(Call("LogStatusNotification", {"status": status, "requestId": of["requestId"]}), step=step)


async def uploads(station: StationSpeaker, *, of: CsmsCall, kind: str, step: int) -> dict[str, Any]:
    """Really send the log, where its place can be reached from here; what the CSMS should then show of the file."""
    content = compose_log(station.device, kind)
    if not await station.files.sends(of, "log.remoteLocation", content, file_of(of), step=step):
        return {}
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def file_of(fetch: CsmsCall) -> str:
    """Return what the station calls the file that it sends for this request (N01.FR.01)."""
    return f"log-{fetch['requestId']}.txt"


def shown(fetch: CsmsCall, **more: Any) -> dict[str, Any]:
    """A log as the CSMS should show it."""
    return {"requestId": fetch["requestId"], "filename": file_of(fetch), **more}
