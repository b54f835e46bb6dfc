"""Publishing firmware through a local controller, and ending the publication: use cases L03 and L04."""

from plugfest.scenarios.intents import PublishFirmware, UnpublishFirmware
from plugfest.scenarios.language import Configured, Csms, OperatorSpeaker, StationSpeaker, beyond
from plugfest.scenarios.suites.ocpp201_csms.l_firmware.progress import publishes


async def TC_L_17_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """A local controller downloads a firmware, verifies its checksum and publishes it; the CSMS accepts each status."""
    operator.asks(PublishFirmware())
    checksum = beyond(configured.firmware_checksum)
    publication = await csms.sends("PublishFirmware", step=1, location=configured.firmware_location, checksum=checksum)
    await station.answers(publication, step=2, status="Accepted")
    await publishes(station, "Downloading", "Downloaded", "ChecksumVerified", of=publication, step=3)
    await publishes(station, "Published", of=publication, step=9, location=[configured.firmware_location])
    await operator.sees(
        "publications",
        {},
        [
            {
                "requestId": publication["requestId"],
                "state": "Published",
                "locations": [configured.firmware_location],
            }
        ],
    )


async def TC_L_19_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """A local controller finds a wrong checksum and publishes nothing; the CSMS accepts each status."""
    operator.asks(PublishFirmware())
    publication = await csms.sends("PublishFirmware", step=1, location=configured.firmware_location)
    await station.answers(publication, step=2, status="Accepted")
    await publishes(station, "Downloading", "Downloaded", "InvalidChecksum", of=publication, step=3)
    await operator.sees("publications", {}, [{"requestId": publication["requestId"], "state": "InvalidChecksum"}])


async def TC_L_20_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """A local controller has the right firmware but fails to publish it; the CSMS accepts each status."""
    operator.asks(PublishFirmware())
    publication = await csms.sends("PublishFirmware", step=1, location=configured.firmware_location)
    await station.answers(publication, step=2, status="Accepted")
    await publishes(station, "Downloading", "Downloaded", "ChecksumVerified", "PublishFailed", of=publication, step=3)
    await operator.sees("publications", {}, [{"requestId": publication["requestId"], "state": "PublishFailed"}])


async def TC_L_24_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """A local controller fails to download the firmware; the CSMS accepts each status."""
    operator.asks(PublishFirmware())
    publication = await csms.sends("PublishFirmware", step=1, location=configured.firmware_location)
    await station.answers(publication, step=2, status="Accepted")
    await publishes(station, "Downloading", "DownloadFailed", of=publication, step=3)
    await operator.sees("publications", {}, [{"requestId": publication["requestId"], "state": "DownloadFailed"}])


async def TC_L_21_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS ends a publication, and the local controller stops publishing the firmware."""
    await _unpublishes("Unpublished", operator, csms, station, configured)


async def TC_L_22_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS ends a publication, and the local controller answers that it has no such firmware."""
    await _unpublishes("NoFirmware", operator, csms, station, configured)


async def TC_L_23_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS ends a publication, and the local controller answers that it is still downloading the firmware."""
    await _unpublishes("DownloadOngoing", operator, csms, station, configured)


async def _unpublishes(
    answer: str, operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured
) -> None:
    operator.asks(UnpublishFirmware())
    checksum = beyond(configured.firmware_checksum)
    unpublish = await csms.sends("UnpublishFirmware", step=1, checksum=checksum)
    await station.answers(unpublish, step=2, status=answer)
    await operator.sees("unpublications", {}, [{"checksum": unpublish["checksum"], "answer": answer}])
