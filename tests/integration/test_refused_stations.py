"""Pool stations that the CSMS refuses are not used again, and a run in which all are refused ends."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from support.small_csms import SmallCsms, small_csms

from plugfest.reports.record import read_record
from plugfest.scenarios.config.description import Address
from plugfest.scenarios.engine.progress import Silent
from plugfest.scenarios.engine.run import RunOptions, run
from plugfest.scenarios.engine.run_case import RunContext, run_case
from plugfest.scenarios.suites.ocpp201_csms import SUITE

CASES = ["TC_C_02_CSMS", "TC_C_06_CSMS", "TC_E_03_CSMS", "TC_E_38_CSMS", "TC_J_01_CSMS", "TC_P_02_CSMS"]


class Notes(Silent):
    """Keeps what is said of the run itself."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def note(self, text: str) -> None:
        """Keep it."""
        self.said.append(text)


async def played(folder: Path, *refused: str, keep_going: bool = False) -> tuple[int, dict[str, Any], list[str]]:
    csms, notes = SmallCsms(), Notes()
    csms.refused |= set(refused)
    async with small_csms(csms, "A", "B", "C", "D") as run_context:
        options = RunOptions(SUITE, folder, CASES, description=run_context.description, keep_going=keep_going)
        code = await run(options, notes)
    cases = {case["id"]: case for case in read_record(folder / "run.jsonl").cases if case["id"] in CASES}
    return code, cases, notes.said


async def test_refused_station_is_not_used_again(tmp_path: Path) -> None:
    _, cases, said = await played(tmp_path, "A")
    used = [play["station"] for case in cases.values() for play in case["plays"]]
    assert used.count("A") == 1
    assert set(used) == {"A", "B", "C", "D"}
    assert sum("401" in case["cause"]["text"] for case in cases.values() if case["cause"]) == 1
    (line,) = said
    assert line.startswith("station A is refused (HTTP 401) since TC_")
    assert line.endswith("it is not used any more")


async def test_run_ends_after_three_cases_when_every_station_is_refused(tmp_path: Path) -> None:
    code, cases, said = await played(tmp_path, "A", "B", "C", "D")
    verdicts = [case["verdict"] for case in cases.values()]
    assert (code, verdicts.count("INCONCLUSIVE"), verdicts.count("NOT_RUN")) == (1, 3, 3)
    assert "the run was ended: 3 cases in a row did not get to Connected" in said[-1]
    assert "--keep-going" in said[-1]
    not_run = next(case for case in cases.values() if case["verdict"] == "NOT_RUN")
    assert "3 cases in a row did not get to Connected" in not_run["cause"]["text"]


async def test_keep_going_continues_with_refused_stations(tmp_path: Path) -> None:
    _, cases, _ = await played(tmp_path, "A", "B", "C", "D", keep_going=True)
    assert [case["verdict"] for case in cases.values()] == ["INCONCLUSIVE"] * 6
    assert any(case["cause"]["code"] == "station-refused" for case in cases.values())


async def test_broken_upgrade_fails_the_case() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        upgrade = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        writer.write(f"{upgrade}Sec-WebSocket-Accept: wrong\r\nSec-WebSocket-Protocol: ocpp2.0.1\r\n\r\n".encode())
        await reader.read()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server, small_csms(SmallCsms(), "A") as run_context:
        port = server.sockets[0].getsockname()[1]
        address = {1: Address(url=f"ws://127.0.0.1:{port}/{{station}}")}
        there = RunContext(replace(run_context.description, addresses=address), run_context.operator)
        record = await run_case(SUITE.cases["TC_B_20_CSMS"], SUITE.scenarios["TC_B_20_CSMS"], there)
    assert (record["verdict"], record["cause"]["code"]) == ("FAIL", "framing")
    assert "Sec-WebSocket-Accept" in record["cause"]["text"]
