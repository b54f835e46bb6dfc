"""`plugfest fleet` as a user starts it, and the examples of its page."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.compact_csms import PASSWORD, new_operator, operator_session, running_csms
from support.documentation import DOCS, blocks

from plugfest.reports.fleet.record import read_fleet_record
from plugfest.reports.fleet.summary import summarize
from plugfest.simulator.standalone.fleet.behaviours import BEHAVIOURS
from plugfest.simulator.standalone.fleet.config import fleet_of, read_fleet

PAGE = (DOCS / "fleet.md").read_text(encoding="utf-8")
PLUGFEST = str(Path(sys.executable).parent / "plugfest")
STATIONS = 12


def example() -> str:
    return next(block.text for block in blocks("docs/fleet.md") if block.language == "toml")


def smaller(url: str, **more: str) -> str:
    """The fleet of the page, for a test: a few stations, a few seconds."""
    replaced = {
        "url": f'"{url}"',
        "stations": str(STATIONS),
        "ramp_up": '"1s"',
        "duration": '"6s"',
        "at": '"3s"',
        "idle": "1",
        "commuter": '{ share = 1, charge = "1s", pause = "1s" }',
        "fast-charger": '{ share = 1, charge = "1s", pause = "1s" }',
        "flaky-network": '{ share = 1, between_losses = "1s", loss = "1s" }',
        '"p95 TransactionEvent"': '"60 s"',
        '"connected"': '"0 %"',
        **more,
    }
    text = example()
    for name, value in replaced.items():
        text = re.sub(rf"(?m)^{re.escape(name)} = .*$", f"{name} = {value}", text)
    return text


@pytest.fixture(scope="module")
def csms() -> Iterator[dict[str, str]]:
    with running_csms() as addresses:
        yield addresses


@pytest.fixture
async def url(csms: dict[str, str]) -> str:
    """The URL of a CSMS that knows the stations of the page."""
    async with operator_session(csms) as session:
        operator = await new_operator(csms, session)
        for number in range(1, STATIONS + 1):
            await operator.put(f"/stations/FLEET-{number:05d}", password=PASSWORD)
        for token in ("TAG1", "TAG2"):
            await operator.put(f"/tokens/ISO14443/{token}")
    return csms["ws"]


def fleet(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    everything = {**os.environ, **environment}
    return subprocess.run(
        [PLUGFEST, "fleet", *words], capture_output=True, text=True, timeout=120, check=False, env=everything
    )


async def test_fleet_example_of_the_page_runs_in_two_processes(url: str, tmp_path: Path) -> None:
    (tmp_path / "fleet.toml").write_text(smaller(url, duration='"12s"'))
    words = [str(tmp_path / "fleet.toml"), "--results", str(tmp_path), "--processes", "2", "--judge"]
    done = await asyncio.to_thread(lambda: fleet(*words, FLEET_PASSWORD=PASSWORD))
    assert done.returncode == 0, done.stdout + done.stderr
    text = (tmp_path / "fleet.jsonl").read_text()
    assert PASSWORD not in text
    record = read_fleet_record(tmp_path / "fleet.jsonl")
    summary = summarize(record)
    assert (summary.errors, record.header["processes"]) == ({}, 2)
    assert {"BootNotification", "TransactionEvent", "Authorize"} <= {each.action for each in summary.latencies}
    boots = summary.latency("BootNotification")
    assert boots is not None
    assert boots.count > STATIONS, "the storm makes half of them boot again"
    assert "12 stations" in (tmp_path / "fleet.html").read_text()


async def test_missed_threshold_gives_exit_code_1(url: str, tmp_path: Path) -> None:
    (tmp_path / "fleet.toml").write_text(smaller(url, duration='"2s"') + '"messages per second" = 100000\n')
    words = [str(tmp_path / "fleet.toml"), "--results", str(tmp_path), "--stations", "2", "--processes", "1"]
    done = await asyncio.to_thread(lambda: fleet(*words, FLEET_PASSWORD=PASSWORD))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "NOT KEPT: messages per second" in done.stdout


async def test_interrupted_fleet_writes_its_record_and_report(url: str, tmp_path: Path) -> None:
    (tmp_path / "fleet.toml").write_text(smaller(url, duration='"10m"'))
    command = [PLUGFEST, "fleet", str(tmp_path / "fleet.toml"), "--results", str(tmp_path), "--processes", "1"]
    environment = {**os.environ, "FLEET_PASSWORD": PASSWORD}
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.DEVNULL, env=environment)
    async with asyncio.timeout(60):
        record = tmp_path / "fleet.jsonl"
        while not record.exists() or '"sample"' not in record.read_text():  # noqa: ASYNC110  another process writes it
            await asyncio.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert await process.wait() == 130
    read = read_fleet_record(record)
    assert read.footer is not None
    assert read.footer["interrupted"]
    assert (tmp_path / "fleet.html").exists()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (None, "cannot read"),
        ("stations = 1", "url is missing"),
        ('url = "ws://x/{station}"\nstations = 1\nduration = 1\n[thresholds]\nspeed = 1', 'thresholds: "speed"'),
        ('url = "ws://x:99999/{station}"\nstations = 1\nduration = 1', "url: Port out of range"),
        ('url = "ws://x/{station}"\nstations = 1\nduration = 1\n[variables]\n"A.B" = 1', 'no variable "A.B"'),
    ],
)
def test_faulty_fleet_file_is_reported_in_one_line(plugfest: Any, tmp_path: Path, text: str | None, what: str) -> None:
    if text is not None:
        (tmp_path / "fleet.toml").write_text(text)
    said = plugfest("fleet", str(tmp_path / "fleet.toml"))
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert what in said.err


def test_page_documents_every_behaviour_and_every_member(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLEET_PASSWORD", PASSWORD)
    (tmp_path / "fleet.toml").write_text(example())
    assert set(read_fleet(tmp_path / "fleet.toml").behaviours) == set(BEHAVIOURS)
    for name in (*BEHAVIOURS, *vars(fleet_of({"url": "ws://x/{station}", "stations": 1, "duration": 1}))):
        assert f"`{name}`" in PAGE or f"{name}]" in PAGE, name
