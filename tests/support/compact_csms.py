"""A compact CSMS as a process of its own, and what its operator does and sees."""

import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

PASSWORD = "correct horse battery"
TOKEN = "ALICE"


@contextmanager
def running_csms(*more: str) -> Iterator[dict[str, str]]:
    """Start a compact CSMS; yields its addresses by name: ws, operator, token, ..."""
    command = [sys.executable, "-P", "-m", "plugfest.csms", "--password-cost", "8", "--end-with-stdin"]
    free = ["--port", "0", "--operator-port", "0", *more]
    with subprocess.Popen([*command, *free], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield dict(word.split("=", 1) for word in shlex.split(line) if "=" in word)
        process.terminate()


class Operator:
    """The operator of a running compact CSMS, for one station with a token."""

    def __init__(self, csms: dict[str, str], session: aiohttp.ClientSession, identity: str) -> None:
        self._session = session
        self.identity = identity
        self.url = csms["ws"].replace("{station}", identity)
        self.path = f"/stations/{identity}"

    async def put(self, path: str, **what: Any) -> None:
        async with self._session.put(path, json=what) as response:
            assert response.status in {200, 201}, await response.text()

    async def sees(self) -> list[dict[str, Any]]:
        """Return the transactions of the station as the CSMS has them, newest first."""
        async with self._session.get(f"{self.path}/transactions") as response:
            assert response.status == 200, await response.text()
            found = await response.json()
        return list(found["transactions"] if isinstance(found, dict) else found)

    async def station(self) -> dict[str, Any]:
        async with self._session.get(self.path) as response:
            return dict(await response.json())

    async def orders(self, operation: str, **what: Any) -> None:
        """Start an operation and wait for its outcome."""
        async with self._session.post(f"{self.path}/operations/{operation}", json=what) as response:
            assert response.status == 202, await response.text()
            number = (await response.json())["operation"]
        async with self._session.get(f"/operations/{number}?wait=5") as response:
            outcome = await response.json()
        assert outcome.get("state", outcome.get("status")) not in {"failed", "refused"}, outcome


async def new_operator(csms: dict[str, str], session: aiohttp.ClientSession) -> Operator:
    """Make a station and a token known to the CSMS; returns their operator."""
    operator = Operator(csms, session, f"CS-{uuid4().hex[:8]}")
    await operator.put(operator.path, password=PASSWORD)
    await operator.put(f"/tokens/ISO14443/{TOKEN}")
    return operator


def operator_session(csms: dict[str, str]) -> aiohttp.ClientSession:
    """Return an HTTP session of the operator."""
    token = Path(csms["token"]).read_text().strip()
    return aiohttp.ClientSession(csms["operator"], headers={"Authorization": f"Bearer {token}"})
