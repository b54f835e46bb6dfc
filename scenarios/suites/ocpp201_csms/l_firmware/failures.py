"""Secure firmware updates that fail at different points: use case L01."""

from plugfest.scenarios.intents import UpdateFirmware
from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker
from plugfest.scenarios.suites.ocpp201_csms.l_firmware.demands import SECURE
from plugfest.scenarios.suites.ocpp201_csms.l_firmware.progress import (
    DOWNLOAD,
    INSTALLATION,
    goes_through,
    security_event,
)


async def TC_L_04_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests an update, and the station refuses it: the signing certificate is revoked."""
    operator.asks(UpdateFirmware())
    update = await csms.sends("UpdateFirmware", step=1, firmware=SECURE)
    await station.answers(update, step=2, status="RevokedCertificate")
    await operator.sees(
        "firmware-updates", {}, [{"requestId": update["requestId"], "answer": "RevokedCertificate", "state": None}]
    )


async def TC_L_05_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The station refuses an update with an invalid signing certificate; the CSMS accepts the security event."""
    operator.asks(UpdateFirmware())
    update = await csms.sends("UpdateFirmware", step=1, firmware=SECURE)
    await station.answers(update, step=2, status="InvalidCertificate")
    await station.tells(security_event(station, "InvalidFirmwareSigningCertificate"), step=3)
    await operator.sees(
        "firmware-updates", {}, [{"requestId": update["requestId"], "answer": "InvalidCertificate", "state": None}]
    )
    await operator.sees("security-events", {}, [{"type": "InvalidFirmwareSigningCertificate"}])


async def TC_L_06_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The downloaded firmware has an invalid signature; the CSMS accepts the status and the security event."""
    operator.asks(UpdateFirmware())
    update = await csms.sends("UpdateFirmware", step=1, firmware=SECURE)
    await station.answers(update, step=2, status="Accepted")
    await goes_through(station, "Downloading", "Downloaded", "InvalidSignature", of=update, step=3)
    await station.tells(security_event(station, "InvalidFirmwareSignature"), step=9)
    await operator.sees("firmware-updates", {}, [{"requestId": update["requestId"], "state": "InvalidSignature"}])
    await operator.sees("security-events", {}, [{"type": "InvalidFirmwareSignature"}])


async def TC_L_07_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The station fails to download the firmware, and the CSMS accepts the status."""
    operator.asks(UpdateFirmware())
    update = await csms.sends("UpdateFirmware", step=1, firmware=SECURE)
    await station.answers(update, step=2, status="Accepted")
    await goes_through(station, "Downloading", "DownloadFailed", of=update, step=3)
    await operator.sees("firmware-updates", {}, [{"requestId": update["requestId"], "state": "DownloadFailed"}])


async def TC_L_08_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The firmware fails its verification during installation, and the CSMS accepts the status."""
    operator.asks(UpdateFirmware())
    update = await csms.sends("UpdateFirmware", step=1, firmware=SECURE)
    await station.answers(update, step=2, status="Accepted")
    await goes_through(station, *DOWNLOAD, "Installing", "InstallVerificationFailed", of=update, step=3)
    await operator.sees(
        "firmware-updates", {}, [{"requestId": update["requestId"], "state": "InstallVerificationFailed"}]
    )


async def TC_L_09_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The station restarts with its old firmware; the CSMS accepts it and the report of the failed installation."""
    operator.asks(UpdateFirmware())
    update = await csms.sends("UpdateFirmware", step=1, firmware=SECURE)
    await station.answers(update, step=2, status="Accepted")
    await goes_through(station, *DOWNLOAD, *INSTALLATION, of=update, step=3)

    boot = await station.reboots(step=13, reason="FirmwareUpdate")
    await csms.answers(boot, step=14, status="Accepted")
    await station.reports_connectors(step=15)
    await station.reports_firmware("InstallationFailed", of=update, step=17)
    await operator.sees("firmware-updates", {}, [{"requestId": update["requestId"], "state": "InstallationFailed"}])
