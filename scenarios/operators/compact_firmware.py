"""Stores the configured firmware in the compact CSMS's repository, where operations refer to it by name."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp

from plugfest.scenarios.config import firmware
from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.operators.protocol import OperatorError

INTENTS: Final = frozenset({"UpdateFirmware", "PublishFirmware", "UnpublishFirmware"})
"""The names of the firmware parameter, by intent."""

Tell = Callable[..., Awaitable[tuple[int, Any]]]
"""One request to the operator API: method, path, body."""


class Repository:
    """Stores the firmware at the first order that needs it."""

    def __init__(self, configured: Configured, tell: Tell) -> None:
        self._configured = configured
        self._tell = tell
        self._name: str | None = None
        self._turn = asyncio.Lock()

    async def name(self) -> str:
        """Return the name of the firmware in the CSMS. Raises OperatorError."""
        async with self._turn:
            if self._name is None:
                self._name = await self._put()
            return self._name

    async def _put(self) -> str:
        configured = self._configured
        last = urlsplit(configured.firmware_location).path.rpartition("/")[2]
        name = last if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,49}", last) else firmware.NAME
        _, repository = await self._tell("GET", "/firmware")
        proof = {"certificate": configured.signing_certificate, "signature": configured.firmware_signature}
        if configured.firmware_location == f"{repository['address']}{name}":
            announced = await self._announce(name, proof)
            if announced["upload"] is not None and not await _send(announced["upload"]):
                # Another run may have stored the image already.
                announced = await self._announce(name, proof)
                if announced["upload"] is not None:
                    raise OperatorError(f"The compact CSMS does not keep the firmware {name}; see its log")
        else:
            elsewhere = {"location": configured.firmware_location, "checksum": configured.firmware_checksum}
            await self._announce(name, {**proof, **elsewhere})
        return name

    async def _announce(self, name: str, image: dict[str, str]) -> dict[str, Any]:
        status, answer = await self._tell("PUT", f"/firmware/{name}", image)
        if status != 200:
            raise OperatorError(f"The compact CSMS does not take the firmware {name}: it answered {status}: {answer}")
        return dict(answer)


async def _send(address: str) -> bool:
    """Send the image to the file service, which must not receive the operator's token.

    Return whether it was accepted.
    """
    async with aiohttp.ClientSession() as http, http.put(address, data=firmware.IMAGE) as answer:
        return answer.status == 201
