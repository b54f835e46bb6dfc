"""A manual run at the terminal is interrupted and resumed."""

import asyncio
import json
import os
import pty
import sys
from pathlib import Path
from typing import Any

import aiohttp

from plugfest.reports.record import read_record

TOML = """
[csms]
name = "Harbour, by hand"
[addresses.1]
url = {{ env = "HARBOUR_WS" }}
[[stations]]
identity = "{station}"
password = {{ env = "HARBOUR_PASSWORD" }}
[claims]
profiles = ["core"]
[pace]
settling = 0.3
[operator]
kind = "manual"
patience = 30
"""
PLUGFEST = "import sys; from plugfest.scenarios.cli import main; sys.exit(main(sys.argv[1:]))"


class Seat:
    """A person in front of a terminal in which plugfest runs."""

    def __init__(self, environment: dict[str, str], *words: str) -> None:
        self._words = words
        self._environment = {**os.environ, **environment, "COLUMNS": "200", "TERM": "dumb"}
        self.screen = ""

    async def __aenter__(self) -> "Seat":
        self._mine, theirs = pty.openpty()
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-c", PLUGFEST, *self._words,
            stdin=theirs, stdout=theirs, stderr=theirs, env=self._environment, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        self._shown = asyncio.Event()
        asyncio.get_running_loop().add_reader(self._mine, self._read)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
        asyncio.get_running_loop().remove_reader(self._mine)
        os.close(self._mine)

    def _read(self) -> None:
        try:
            self.screen += os.read(self._mine, 65536).decode(errors="replace")
        except OSError:
            asyncio.get_running_loop().remove_reader(self._mine)
        self._shown.set()

    async def reads(self, text: str) -> None:
        try:
            async with asyncio.timeout(30):
                while text not in self.screen:
                    self._shown.clear()
                    await self._shown.wait()
        except TimeoutError:
            raise AssertionError(f"not on the screen: {text!r}; there is {self.screen[-2000:]!r}") from None
        self.screen = self.screen.split(text, 1)[1]

    def types(self, text: str) -> None:
        os.write(self._mine, text.encode())

    async def leaves(self) -> int:
        async with asyncio.timeout(60):
            return await self.process.wait()


async def reboots(harbour: dict[str, str], station: str) -> None:
    """Do what the person does in the CSMS's own user interface."""
    login = aiohttp.encode_basic_auth("plugfest", harbour["HARBOUR_SECRET"])
    async with aiohttp.ClientSession(harbour["HARBOUR_API"]) as http:
        form = {"grant_type": "client_credentials"}
        async with http.post("/oauth/token", data=form, headers={"Authorization": login}) as answer:
            http.headers["Authorization"] = f"Bearer {(await answer.json())['access_token']}"
        async with http.get("/api/v2/chargers", params={"ref": station}) as answer:
            uuid = (await answer.json())["items"][0]["uuid"]
        async with http.post(f"/api/v2/chargers/{uuid}/reboot", json={"mode": "SOFT"}) as answer:
            reported = await answer.json()
            assert reported["success"] is True, reported


def verdicts(record: Path) -> dict[str, Any]:
    return {case["id"]: case["verdict"] for case in read_record(record).cases if case["verdict"] != "NOT_RUN"}


async def test_manual_run_is_interrupted_and_resumed(harbour: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "by-hand.toml"
    file.write_text(TOML.format(station="HB-01"))
    first, second = tmp_path / "first", tmp_path / "second"
    chosen = ("B_20", "C_37", "C_38", "C_02", "--csms", str(file))

    async with Seat(harbour, "run", *chosen, "--results", str(first)) as person:
        await person.reads("Station HB-01: reset the station when idle.")
        await person.reads("waits for the ResetRequest")
        await reboots(harbour, "HB-01")
        await person.reads("clear the station's authorization cache.")
        person.types("s\n")
        await person.reads("clear the station's authorization cache.")
        os.kill(person.process.pid, 2)
        assert await person.leaves() == 130
    record = read_record(first / "run.jsonl")
    shown = verdicts(first / "run.jsonl")
    assert (shown["TC_B_20_CSMS"], shown["TC_C_37_CSMS"]) == ("PASS", "INCONCLUSIVE")
    assert record.footer is not None
    assert record.footer["interrupted"] is True

    again = ("--resume", str(first / "run.jsonl"), "--results", str(second))
    async with Seat(harbour, "run", *chosen, *again) as person:
        await person.reads("clear the station's authorization cache.")
        person.types("c\n")
        await person.leaves()
    resumed = verdicts(second / "run.jsonl")
    assert resumed["TC_B_20_CSMS"] == "PASS"
    assert json.dumps(resumed).count("TC_") >= 3
