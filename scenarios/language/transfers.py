"""Files in a scenario: downloads and uploads that a station performs if the CSMS's addresses can be reached.

Part 6 only simulates these transfers; validations of real ones have the weight "beyond". For unreachable addresses
(another network, a protocol other than HTTP) the station simulates them, too, and nothing is judged.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.language.exchanges import CsmsCall
from plugfest.scenarios.matching.comparison import Finding
from plugfest.scenarios.matching.matchers import Matcher
from plugfest.simulator.files.download import Image, download
from plugfest.simulator.files.signature import objection
from plugfest.simulator.files.transfer import TransferFailed, Unreachable
from plugfest.simulator.files.upload import upload

T = TypeVar("T")


class Transfers:
    """File transfers of a station. Paths ("firmware.location") name the field of the request that says what to do.

    A field that is absent or of the wrong type is judged by the schema: then nothing is transferred.
    """

    def __init__(self, context: CaseContext) -> None:
        self._context = context

    async def fetches(self, call: CsmsCall, path: str, *, step: int) -> Image | None:
        """Download the firmware image at this location; None without an image."""
        location = _text(call, path)
        if location is None:
            return None
        return await self._transfer(call, path, "must be where the image can be fetched", download(location), step)

    async def sends(self, call: CsmsCall, path: str, content: bytes, name: str, *, step: int) -> bool:
        """Upload a log to this location, with this name if it is a folder; return whether it was accepted."""
        location = _text(call, path)
        if location is None:
            return False
        sent = _whole(upload(location, content, name))
        return await self._transfer(call, path, "must be where the log is taken", sent, step) is not None

    def verifies(self, image: Image | None, call: CsmsCall, *, step: int) -> None:
        """Verify the downloaded image by the certificate and the signature of the update (L01.FR.12)."""
        certificate, signature = _text(call, "firmware.signingCertificate"), _text(call, "firmware.signature")
        if image is not None and certificate is not None and signature is not None:
            why_not = objection(image.sha256, certificate, signature)
            self._judge(call, "firmware.signature", "must be the signature of the image", why_not, step)

    def compares(self, image: Image | None, call: CsmsCall, *, step: int) -> None:
        """Compare the downloaded image with the MD5 checksum of the publication (L03.FR.03)."""
        checksum = _text(call, "checksum")
        if image is not None and checksum is not None:
            why_not = None if image.md5 == checksum.lower() else f"the image has {image.md5}"
            self._judge(call, "checksum", "must be the checksum of the image", why_not, step)

    async def _transfer(
        self, call: CsmsCall, path: str, says: str, work: Coroutine[Any, Any, T], step: int
    ) -> T | None:
        task = asyncio.ensure_future(work)
        try:
            done = await self._context.wait(f"the transfer that {call.subject} asks for", task, None)
        except Unreachable as why:
            self._context.trace.note(f"step {step}: the station plays the transfer, for from here {why}")
            return None
        except TransferFailed as why:
            self._judge(call, path, says, str(why), step)
            return None
        finally:
            task.cancel()
        self._judge(call, path, says, None, step)
        return done

    def _judge(self, call: CsmsCall, path: str, says: str, why_not: str | None, step: int) -> None:
        demand = Matcher("transferred", says if why_not is None else f"{says} ({why_not})", lambda _: why_not is None)
        finding = Finding(path, demand, _text(call, path), "beyond", why_not is None)
        self._context.validations.judge(call.subject, [finding], entry=call.received.entry, step=step)


def _text(call: CsmsCall, path: str) -> str | None:
    value: object = call.payload
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value if isinstance(value, str) else None


async def _whole(work: Coroutine[Any, Any, None]) -> bool:
    await work
    return True
