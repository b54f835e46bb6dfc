"""`plugfest fleet` on the workers of a dask scheduler."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from support.compact_csms import PASSWORD, new_operator, operator_session, running_csms
from support.waiting import until

from plugfest.reports.fleet.record import read_fleet_record
from plugfest.reports.fleet.summary import summarize

BIN = Path(sys.executable).parent
STATIONS = 6


@pytest.fixture(scope="module")
def csms() -> Iterator[dict[str, str]]:
    with running_csms() as addresses:
        yield addresses


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Path]:
    """The scheduler file of a cluster of two workers."""
    file = tmp_path / "scheduler.json"
    common = ["--scheduler-file", str(file), "--no-dashboard"]
    worker = [str(BIN / "dask"), "worker", *common, "--nthreads", "1", "--local-directory", str(tmp_path)]
    scheduler = [str(BIN / "dask"), "scheduler", *common, "--host", "127.0.0.1", "--port", "0"]
    with ExitStack() as stack:
        for command in (scheduler, worker, worker):
            process = stack.enter_context(subprocess.Popen(command, stderr=subprocess.DEVNULL))
            stack.callback(process.terminate)
        yield file


async def test_counts_of_all_workers_are_added_up(csms: dict[str, str], cluster: Path, tmp_path: Path) -> None:
    async with operator_session(csms) as session:
        operator = await new_operator(csms, session)
        for number in range(1, STATIONS + 1):
            await operator.put(f"/stations/FLEET-{number:05d}", password=PASSWORD)
    # The scheduler writes its file after it has made it.
    await until(lambda: cluster.exists() and cluster.read_text().endswith("}"), within=60)
    fleet = f'url = "{csms["ws"]}"\nstations = {STATIONS}\npassword = "{PASSWORD}"\nduration = "8s"\n'
    (tmp_path / "fleet.toml").write_text(fleet)
    scheduler = json.loads(await asyncio.to_thread(cluster.read_text))["address"]
    words = [str(tmp_path / "fleet.toml"), "--results", str(tmp_path), "--scheduler", scheduler]
    done = await asyncio.to_thread(
        lambda: subprocess.run(
            [str(BIN / "plugfest"), "fleet", *words], capture_output=True, text=True, timeout=150, check=False
        )
    )
    assert done.returncode == 0, done.stdout + done.stderr
    record = read_fleet_record(tmp_path / "fleet.jsonl")
    assert (summarize(record).most_connected, record.header["scheduler"]) == (STATIONS, scheduler)


async def test_missing_scheduler_is_reported(tmp_path: Path, csms: dict[str, str]) -> None:
    (tmp_path / "fleet.toml").write_text(f'url = "{csms["ws"]}"\nstations = 1\nduration = 1\n')
    words = [str(tmp_path / "fleet.toml"), "--results", str(tmp_path), "--scheduler", "tcp://127.0.0.1:9"]
    done = await asyncio.to_thread(
        lambda: subprocess.run(
            [str(BIN / "plugfest"), "fleet", *words], capture_output=True, text=True, timeout=150, check=False
        )
    )
    assert done.returncode == 2
    assert "there is no dask scheduler at tcp://127.0.0.1:9" in done.stderr
