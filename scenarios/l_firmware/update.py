"""Secure firmware updates: use case L01."""

from plugfest.scenarios.intents import UpdateFirmware
from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, beyond, other_than


async def TC_L_10_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """A second update is asked for while the first one downloads: the station drops the first for it."""
    operator.asks(UpdateFirmware())
    first = await csms.sends("UpdateFirmware", step=1)
    await station.answers(first, step=2, status="Accepted")
    await station.reports_firmware("Downloading", of=first, step=3)

    operator.asks(UpdateFirmware())
    second = await csms.sends("UpdateFirmware", step=5, requestId=beyond(other_than(first["requestId"])))
    await station.answers(second, step=6, status="AcceptedCanceled")
    await station.reports_firmware("Downloading", of=second, step=7)
    await station.reports_firmware("Downloaded", of=second, step=9)
    await station.reports_firmware("SignatureVerified", of=second, step=11)
    await station.reports_firmware("Installing", of=second, step=13)
    await station.reports_firmware("InstallRebooting", of=second, step=15)

    boot = await station.boots(step=17, reason="FirmwareUpdate")
    await csms.answers(boot, step=18, status="Accepted")
    await station.reports_connectors(step=19)
    await station.reports_firmware("Installed", of=second, step=21)
