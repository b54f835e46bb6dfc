"""Secure firmware updates that succeed: use case L01."""

from plugfest.scenarios.intents import UpdateFirmware
from plugfest.scenarios.language import Configured, Csms, OperatorSpeaker, StationSpeaker, a_csms_may_refuse, begins
from plugfest.scenarios.suites.ocpp201_csms.l_firmware.demands import SECURE, certified_by, in_the_future, signed_as
from plugfest.scenarios.suites.ocpp201_csms.l_firmware.progress import (
    DOWNLOAD,
    INSTALLATION,
    goes_through,
    idle_connectors,
    waits_for,
)


async def TC_L_01_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests an update to a signed firmware, and accepts the station after its restart with it."""
    operator.asks(UpdateFirmware())
    update = await csms.sends("UpdateFirmware", step=1, firmware=signed_as(configured))
    await station.answers(update, step=2, status="Accepted")
    await goes_through(station, *DOWNLOAD, *INSTALLATION, of=update, step=3)

    boot = await station.reboots(step=13, reason="FirmwareUpdate")
    await csms.answers(boot, step=14, status="Accepted")
    await station.reports_connectors(step=15)
    await station.reports_firmware("Installed", of=update, step=17)
    await operator.sees("firmware-updates", {}, [{"requestId": update["requestId"], "state": "Installed"}])


async def TC_L_02_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests an update with an installDateTime; the station downloads it at once and installs it then."""
    later = {**SECURE, "installDateTime": in_the_future()}
    operator.asks(UpdateFirmware(install_in=configured.firmware_ahead))
    update = await csms.sends("UpdateFirmware", step=1, firmware=later)
    await station.answers(update, step=2, status="Accepted")
    await goes_through(station, *DOWNLOAD, "InstallScheduled", of=update, step=3)
    await operator.sees("firmware-updates", {}, [{"requestId": update["requestId"], "state": "InstallScheduled"}])

    await waits_for(station, "installDateTime", of=update, ahead=configured.firmware_ahead)
    await goes_through(station, *INSTALLATION, of=update, step=11)
    boot = await station.reboots(step=15, reason="FirmwareUpdate")
    await csms.answers(boot, step=16, status="Accepted")
    await station.reports_connectors(step=17)
    await station.reports_firmware("Installed", of=update, step=19)
    await operator.sees("firmware-updates", {}, [{"requestId": update["requestId"], "state": "Installed"}])


async def TC_L_03_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests an update with a retrieveDateTime; the station downloads and installs it then."""
    later = {**SECURE, "retrieveDateTime": in_the_future()}
    operator.asks(UpdateFirmware(retrieve_in=configured.firmware_ahead))
    update = await csms.sends("UpdateFirmware", step=1, firmware=later)
    await station.answers(update, step=2, status="Accepted")
    await station.reports_firmware("DownloadScheduled", of=update, step=3)
    await operator.sees("firmware-updates", {}, [{"requestId": update["requestId"], "state": "DownloadScheduled"}])

    await waits_for(station, "retrieveDateTime", of=update, ahead=configured.firmware_ahead)
    await goes_through(station, *DOWNLOAD, *INSTALLATION, of=update, step=5)
    boot = await station.reboots(step=15, reason="FirmwareUpdate")
    await csms.answers(boot, step=16, status="Accepted")
    await station.reports_connectors(step=17)
    await station.reports_firmware("Installed", of=update, step=19)
    await operator.sees("firmware-updates", {}, [{"requestId": update["requestId"], "state": "Installed"}])


@a_csms_may_refuse("only for a CSMS that asks for an update while a transaction goes on")
@begins("EnergyTransferStarted")
async def TC_L_13_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests an update during charging; the station blocks idle connectors, and updates afterwards."""
    operator.asks(UpdateFirmware())
    update = await csms.sends("UpdateFirmware", step=1, firmware=certified_by(configured))
    await station.answers(update, step=2, status="Accepted")
    await station.reports_firmware("DownloadScheduled", of=update, step=3)
    await station.tells(*idle_connectors(station, "Unavailable"), step=5)

    await station.reaches("StopAuthorized")
    await station.reaches("EVConnectedPostSession")
    await station.reaches("EVDisconnected")

    await waits_for(station, "retrieveDateTime", of=update, ahead=configured.firmware_ahead)
    await goes_through(station, *DOWNLOAD, *INSTALLATION, of=update, step=10)
    boot = await station.reboots(step=20, reason="FirmwareUpdate")
    await csms.answers(boot, step=21, status="Accepted")
    await station.reports_connectors(step=22)
    await station.reports_firmware("Installed", of=update, step=24)
    await operator.sees("firmware-updates", {}, [{"requestId": update["requestId"], "state": "Installed"}])
