"""Files in a scenario: what a station really fetches and sends, wherever the CSMS's addresses can be reached.

Part 6 plays these transfers; whether they would have worked is weighed as beyond it. Where nobody is reached (an
address of another network, a protocol other than HTTP) the station plays them too, and nothing is said.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from plugfest.scenarios.stage.stage import Stage
from plugfest.simulator.files.download import Image, download
from plugfest.simulator.files.signature import objection
from plugfest.simulator.files.transfer import TransferFailed, Unreachable
from plugfest.simulator.files.upload import upload

T = TypeVar("T")
_AN_IMAGE, _A_LOG = "the firmware image", "the log"


class Transfers:
    """What a station does with files."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def fetches(self, location: object, *, step: int) -> Image | None:
        """Fetch the firmware image at this location; None where there is nothing to go on with."""
        if not isinstance(location, str):
            return None
        return await self._transfer(_AN_IMAGE, "must be there to be fetched", download(location), step)

    async def sends(self, content: bytes, name: str, *, to: object, step: int) -> bool:
        """Send a log there; whether it was taken."""
        if not isinstance(to, str):
            return False
        sent = self._transfer(_A_LOG, "must be taken where it was wanted", _whole(upload(to, content, name)), step)
        return bool(await sent)

    def verifies(self, image: Image | None, firmware: object, *, step: int) -> None:
        """Verify what was fetched by the signature and the certificate that the CSMS has sent with it (L01.FR.12)."""
        if image is None or not isinstance(firmware, dict) or "signature" not in firmware:
            return
        why_not = objection(image.sha256, str(firmware.get("signingCertificate")), str(firmware["signature"]))
        self._judge(_AN_IMAGE, "must bear out its signature", why_not, step)

    def compares(self, image: Image | None, checksum: object, *, step: int) -> None:
        """Compare what was fetched with the MD5 checksum that the CSMS has sent (L03.FR.03)."""
        if image is not None and isinstance(checksum, str):
            same = image.md5.casefold() == checksum.casefold()
            self._judge(_AN_IMAGE, "must have the checksum", None if same else f"has {image.md5}", step)

    async def _transfer(self, subject: str, says: str, work: Coroutine[Any, Any, T], step: int) -> T | None:
        task = asyncio.ensure_future(work)
        try:
            done = await self._stage.wait(f"{subject} on its way", task, None)
        except Unreachable as why:
            self._stage.trace.note(f"{subject}: the station plays the transfer, for from here {why}")
            return None
        except TransferFailed as why:
            self._judge(subject, says, str(why), step)
            return None
        finally:
            task.cancel()
        self._judge(subject, says, None, step)
        return done

    def _judge(self, subject: str, says: str, was: str | None, step: int) -> None:
        self._stage.validations.fact(
            subject, says, was is None, was=was or "", step=step, weight="beyond", rule="transferred"
        )


async def _whole(work: Coroutine[Any, Any, None]) -> bool:
    await work
    return True
