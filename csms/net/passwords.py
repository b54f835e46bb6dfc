"""Passwords of stations: stored as scrypt hashes, and cached after a successful check."""

import asyncio
import base64
import hashlib
import hmac
import secrets
from typing import Final

_REMEMBERED_LIMIT: Final = 100_000
_IN_A_THREAD_FROM: Final = 8
"""The cost from which a hash takes longer than the change to a thread and back."""


class Passwords:
    """Hashes and checks passwords. A valid password is cached as a digest with a key of this process."""

    def __init__(self, cost: int) -> None:
        """Make new hashes with this `cost`, the binary logarithm of scrypt's N."""
        self._cost = cost
        self._key = secrets.token_bytes(32)
        self.never_right = _text(cost, bytes(16), bytes(32))
        """A hash of no password: checked if a station has none, so that both cases take the same time."""
        self._right: dict[str, bytes] = {}

    async def hash(self, password: str) -> str:
        """Return a new salted hash. The password is remembered, so that the next login needs no check."""
        salt = secrets.token_bytes(16)
        digest = await _hash(password, salt, self._cost)
        text = _text(self._cost, salt, digest)
        self._remember(text, password)
        return text

    def remembers(self, password: str, stored: str | None) -> bool:
        """Return whether this password is cached as valid, without the slow check."""
        remembered = self._right.get(stored or "")
        return remembered is not None and hmac.compare_digest(remembered, self._digest(stored or "", password))

    async def check(self, password: str, stored: str) -> bool:
        """Return whether this is the password that `stored` was made from."""
        remembered = self._right.get(stored)
        if remembered is not None:
            return hmac.compare_digest(remembered, self._digest(stored, password))
        _, cost, salt, expected = stored.split("$")
        found = await _hash(password, base64.b64decode(salt), int(cost))
        if not hmac.compare_digest(found, base64.b64decode(expected)):
            return False
        self._remember(stored, password)
        return True

    def _remember(self, stored: str, password: str) -> None:
        if len(self._right) >= _REMEMBERED_LIMIT:
            self._right.clear()
        self._right[stored] = self._digest(stored, password)

    def _digest(self, stored: str, password: str) -> bytes:
        return hmac.digest(self._key, f"{stored}\0{password}".encode(), "sha256")


async def _hash(password: str, salt: bytes, cost: int) -> bytes:
    if cost < _IN_A_THREAD_FROM:
        return _scrypt(password, salt, cost)
    return await asyncio.to_thread(_scrypt, password, salt, cost)


def _scrypt(password: str, salt: bytes, cost: int) -> bytes:
    # OpenSSL refuses more than 32 MiB of memory unless the limit is given.
    return hashlib.scrypt(password.encode(), salt=salt, n=2**cost, r=8, p=1, maxmem=2 ** (cost + 11), dklen=32)


def _text(cost: int, salt: bytes, digest: bytes) -> str:
    return "$".join(("scrypt", str(cost), base64.b64encode(salt).decode(), base64.b64encode(digest).decode()))
