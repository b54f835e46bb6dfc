"""How a firmware update goes on once a station has accepted it: the reports that most cases share (L01.FR.01)."""

from typing import Any

from plugfest.scenarios.language import Call, CsmsCall, StationSpeaker, as_datetime, csms_now

DOWNLOAD = ("Downloading", "Downloaded", "SignatureVerified")
INSTALLATION = ("Installing", "InstallRebooting")


async def goes_through(station: StationSpeaker, *statuses: str, of: CsmsCall, step: int) -> None:
    """Report these statuses of an update, one after the other, from this step on; each must be answered.

    What is reported as downloaded has been, where it can be reached from here, and is verified then.
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
    """Wait until the request's installDateTime or retrieveDateTime has come; not at all where it is past.

    It was to be `ahead` seconds away: one that is further away than four times that is not waited for to its end.
    """
    firmware = of["firmware"]
    planned = as_datetime(firmware.get(moment)) if isinstance(firmware, dict) else None
    left = (planned - csms_now()).total_seconds() if planned is not None else 0.0
    if left > 0:
        await station.waits(min(left, 4 * ahead), until=f"the {moment} of the request")


def idle_connectors(station: StationSpeaker, status: str) -> list[Call]:
    """The reports that bring every connector into this state whose EVSE has no transaction."""
    device = station.device
    return [
        call
        for evse in device.evses.values()
        if device.transactions.on(evse.id) is None
        for connector in evse.connectors
        for call in device.connectors.report(evse.id, connector.id, status)
    ]


async def publishes(station: StationSpeaker, *statuses: str, of: CsmsCall, step: int, **more: Any) -> None:
    """Report these statuses of a publication, as a local controller does; each must be answered (L03.FR.05).

    What is reported as downloaded has been, where it can be reached from here, and is compared with its checksum.
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
    """A security event of this kind, as of now (A04)."""
    return Call("SecurityEventNotification", {"type": kind, "timestamp": station.device.clock.stamp()})
