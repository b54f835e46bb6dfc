"""A second firmware update, requested while the first one is in progress: use case L01."""

from plugfest.scenarios.intents import UpdateFirmware
from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, a_csms_may_refuse, beyond, other_than
from plugfest.scenarios.suites.ocpp201_csms.l_firmware.demands import SECURE
from plugfest.scenarios.suites.ocpp201_csms.l_firmware.progress import DOWNLOAD, INSTALLATION, goes_through

WHILE_ONE_RUNS = "only for a CSMS that asks for an update while another one runs"


@a_csms_may_refuse(WHILE_ONE_RUNS)
async def TC_L_10_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests a second update while the station downloads the first; the station cancels the first."""
    operator.asks(UpdateFirmware())
    first = await csms.sends("UpdateFirmware", step=1, firmware=SECURE)
    await station.answers(first, step=2, status="Accepted")
    await station.reports_firmware("Downloading", of=first, step=3)

    operator.asks(UpdateFirmware())
    another = beyond(other_than(first["requestId"]))
    second = await csms.sends("UpdateFirmware", step=5, requestId=another, firmware=SECURE)
    await station.answers(second, step=6, status="AcceptedCanceled")
    await goes_through(station, *DOWNLOAD, *INSTALLATION, of=second, step=7)

    boot = await station.reboots(step=17, reason="FirmwareUpdate")
    await csms.answers(boot, step=18, status="Accepted")
    await station.reports_connectors(step=19)
    await station.reports_firmware("Installed", of=second, step=21)
    dropped = {"requestId": first["requestId"], "state": "Canceled"}
    installed = {"requestId": second["requestId"], "answer": "AcceptedCanceled", "state": "Installed"}
    await operator.sees("firmware-updates", {}, [dropped, installed])


@a_csms_may_refuse(WHILE_ONE_RUNS)
async def TC_L_11_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests a second update while the station downloads the first; the station rejects the second."""
    operator.asks(UpdateFirmware())
    first = await csms.sends("UpdateFirmware", step=1, firmware=SECURE)
    await station.answers(first, step=2, status="Accepted")
    await station.reports_firmware("Downloading", of=first, step=3)

    operator.asks(UpdateFirmware())
    another = beyond(other_than(first["requestId"]))
    second = await csms.sends("UpdateFirmware", step=5, requestId=another, firmware=SECURE)
    await station.answers(second, step=6, status="Rejected")
    await goes_through(station, "Downloaded", "SignatureVerified", *INSTALLATION, of=first, step=7)

    boot = await station.reboots(step=15, reason="FirmwareUpdate")
    await csms.answers(boot, step=16, status="Accepted")
    await station.reports_connectors(step=17)
    await station.reports_firmware("Installed", of=first, step=19)
    installed = {"requestId": first["requestId"], "answer": "Accepted", "state": "Installed"}
    refused = {"requestId": second["requestId"], "answer": "Rejected", "state": None}
    await operator.sees("firmware-updates", {}, [installed, refused])
