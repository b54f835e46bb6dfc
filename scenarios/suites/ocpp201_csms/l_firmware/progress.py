"""Status reports of firmware updates and publications, which several cases share (L01.FR.01)."""

from typing import Any

from plugfest.scenarios.language import Call, CsmsCall, StationSpeaker, as_datetime, csms_now

DOWNLOAD = ("Downloading", "Downloaded", "SignatureVerified")
INSTALLATION = ("Installing", "InstallRebooting")


async def goes_through(station: StationSpeaker, *statuses: str, of: CsmsCall, step: int) -> None:
    """Report these statuses of an update one after the other, from this step on; the CSMS must answer each.

    If plugfest can reach the location of the firmware, it really downloads and verifies it.
    """
    image = None
    for status in statuses:
        if status == "Downloaded":
            image = await station.files.fetches(of, "firmware.location", step=step)
        if status == "SignatureVerified":
            station.files.verifies(image, of, step=step)
        await station.reports_firmware(status, of=of, step=step)
        step += 2


async def waits_for(station: StationSpeaker, moment: str, of: CsmsCall, *, ahead: float) -> None:
    """Wait until the installDateTime or retrieveDateTime of the request; return at once if it is past.

    The operator asks for a time in `ahead` seconds. If the request names a later one, wait for four times `ahead` at
    most.
    """
    firmware = of["firmware"]
    planned = as_datetime(firmware.get(moment)) if isinstance(firmware, dict) else None
    left = (planned - csms_now()).total_seconds() if planned is not None else 0.0
    if left > 0:
        await station.waits(min(left, 4 * ahead), until=f"the {moment} of the request")


def idle_connectors(station: StationSpeaker, status: str) -> list[Call]:
    """Return the messages that report this status for every connector of an EVSE without a transaction."""
    device = station.device
    return [
        call
        for evse in device.evses.values()
        if device.transactions.on(evse.id) is None
        for connector in evse.connectors
        for call in device.connectors.report(evse.id, connector.id, status)
    ]


async def publishes(station: StationSpeaker, *statuses: str, of: CsmsCall, step: int, **more: Any) -> None:
    """Report these statuses of a publication as a local controller does; the CSMS must answer each (L03.FR.05).

    If plugfest can reach the location of the firmware, it really downloads it and compares its checksum.
    """
    image = None
    for status in statuses:
        if status == "Downloaded":
            image = await station.files.fetches(of, "location", step=step)
        if status == "ChecksumVerified":
            station.files.compares(image, of, step=step)
        report = {"status": status, "requestId": of["requestId"], **more}
        await station.tells(Call("PublishFirmwareStatusNotification", report), step=step)
        step += 2


def security_event(station: StationSpeaker, kind: str) -> Call:
    """Return a SecurityEventNotification of this type, with the present time (A04)."""
    return Call("SecurityEventNotification", {"type": kind, "timestamp": station.device.clock.stamp()})
