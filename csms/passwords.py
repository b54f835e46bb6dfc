"""Passwords of stations: kept as scrypt hashes, checked off the event loop, and only once while nothing changes."""

import asyncio
import base64
import hashlib
import hmac
import secrets
from typing import Final

_COST: Final = {"n": 2**14, "r": 8, "p": 1}
NEVER_RIGHT: Final = f"scrypt${base64.b64encode(bytes(16)).decode()}${base64.b64encode(bytes(32)).decode()}"
"""A stored hash that no password has: checked in its place where a station has none, so that both take as long."""
_REMEMBERED_LIMIT: Final = 100_000


class Passwords:
    """Hashes and checks. A password that was right is remembered by a digest whose key dies with the process."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._right: dict[str, bytes] = {}

    async def hash(self, password: str) -> str:
        """A new salted hash, to be stored. It is remembered: the station that connects next need not wait for it."""
        salt = secrets.token_bytes(16)
        text = _text(salt, await asyncio.to_thread(_scrypt, password, salt))
        self._remember(text, password)
        return text

    async def check(self, password: str, stored: str) -> bool:
        """Whether this is the password that `stored` was made from."""
        remembered = self._right.get(stored)
        if remembered is not None:
            return hmac.compare_digest(remembered, self._digest(stored, password))
        _, salt, expected = stored.split("$")
        found = await asyncio.to_thread(_scrypt, password, base64.b64decode(salt))
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


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, dklen=32, **_COST)


def _text(salt: bytes, digest: bytes) -> str:
    return "$".join(("scrypt", base64.b64encode(salt).decode(), base64.b64encode(digest).decode()))
