"""Taking a file over HTTP: streamed to disk, limited in size and time, and there as a whole or not at all."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

if TYPE_CHECKING:
    from aiohttp import StreamReader

PART: Final = ".part"
"""Suffix of a file that is not whole yet."""
_CHUNK: Final = 262_144


class TooLarge(Exception):
    """More bytes came than are taken."""


class TooSlow(Exception):
    """For too long no byte came."""


@dataclass
class ReceivedFile:
    """A file that has come, whole; `path` is a temporary one until it is kept under its own name."""

    path: Path
    size: int = 0
    md5: Any = field(default_factory=lambda: hashlib.md5(usedforsecurity=False))
    sha256: Any = field(default_factory=hashlib.sha256)

    @property
    def checksum(self) -> str:
        """Return the MD5 checksum as PublishFirmware has it."""
        return str(self.md5.hexdigest())

    @property
    def digest(self) -> bytes:
        """Return the SHA-256 digest, which signatures are made of."""
        return bytes(self.sha256.digest())

    def keep(self, path: Path) -> None:
        """Put it in its place, whole. Raises FileExistsError where another one is there."""
        path.hardlink_to(self.path)

    def _take(self, file: BinaryIO, chunk: bytes) -> None:
        file.write(chunk)
        self.size += len(chunk)
        self.md5.update(chunk)
        self.sha256.update(chunk)


@asynccontextmanager
async def received(stream: StreamReader, folder: Path, *, limit: int, patience: float) -> AsyncIterator[ReceivedFile]:
    """Write what comes to a file of this folder that is gone afterwards; `Arrived.keep` gives it a place to stay.

    `limit` is in bytes, `patience` the seconds that may pass without any. Raises TooLarge and TooSlow, and whatever
    breaks the connection off.
    """
    received_file = ReceivedFile(folder / (secrets.token_hex(12) + PART))
    try:
        await _write(stream, received_file, limit, patience)
        yield received_file
    finally:
        received_file.path.unlink(missing_ok=True)


async def _write(stream: StreamReader, received_file: ReceivedFile, limit: int, patience: float) -> None:
    # Opening, hashing and writing are done beside the loop, which serves stations meanwhile.
    file = await asyncio.to_thread(received_file.path.open, "wb")
    try:
        while chunk := await _next(stream, patience):
            if received_file.size + len(chunk) > limit:
                raise TooLarge
            await asyncio.to_thread(received_file._take, file, chunk)
    finally:
        await asyncio.to_thread(file.close)


async def _next(stream: StreamReader, patience: float) -> bytes:
    """Return the next bytes, as many as are there up to a chunk; none at the end."""
    try:
        async with asyncio.timeout(patience):
            return await stream.read(_CHUNK)
    except TimeoutError:
        raise TooSlow from None
