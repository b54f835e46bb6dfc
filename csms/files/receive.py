"""Receiving a file over HTTP: streamed to disk, limited in size and time, stored completely or not at all."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import msgspec

if TYPE_CHECKING:
    from aiohttp import StreamReader

PART: Final = ".part"
"""Suffix of an incomplete file."""
_CHUNK: Final = 262_144


class TooLarge(Exception):
    """Raised when a file exceeds the size limit."""


class TooSlow(Exception):
    """Raised when no data comes within the time limit."""


class ReceivedFile(msgspec.Struct):
    """A completely received file; `path` is temporary until `keep` moves it."""

    path: Path
    size: int = 0
    md5: Any = msgspec.field(default_factory=lambda: hashlib.md5(usedforsecurity=False))
    sha256: Any = msgspec.field(default_factory=hashlib.sha256)

    @property
    def checksum(self) -> str:
        """Return the MD5 checksum as PublishFirmware has it."""
        return str(self.md5.hexdigest())

    @property
    def digest(self) -> bytes:
        """Return the SHA-256 digest, the input of signatures."""
        return bytes(self.sha256.digest())

    def keep(self, path: Path) -> None:
        """Move it to its final path. Raises FileExistsError if that exists."""
        path.hardlink_to(self.path)

    def _take(self, file: BinaryIO, chunk: bytes) -> None:
        file.write(chunk)
        self.size += len(chunk)
        self.md5.update(chunk)
        self.sha256.update(chunk)


@asynccontextmanager
async def received(stream: StreamReader, folder: Path, *, limit: int, patience: float) -> AsyncIterator[ReceivedFile]:
    """Write the body to a temporary file in this folder; `ReceivedFile.keep` makes it permanent.

    `limit` is in bytes, `patience` in seconds without data. Raises TooLarge, TooSlow, and errors of the
    connection.
    """
    received_file = ReceivedFile(folder / (secrets.token_hex(12) + PART))
    try:
        await _write(stream, received_file, limit, patience)
        yield received_file
    finally:
        received_file.path.unlink(missing_ok=True)


async def _write(stream: StreamReader, received_file: ReceivedFile, limit: int, patience: float) -> None:
    # Opening, hashing and writing run in a thread, so that the loop serves stations meanwhile.
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
