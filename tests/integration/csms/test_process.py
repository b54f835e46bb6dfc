import os
import re
import signal
import socket
import stat
from pathlib import Path

import pytest

from plugfest.csms.settings import Settings


def test_start_prints_all_addresses_on_one_line(process):
    assert re.fullmatch(
        r"compact CSMS ready: ws=ws://127\.0\.0\.1:\d+/\{station\} wss2=wss://localhost:\d+/\{station\} "
        r"wss3=wss://localhost:\d+/\{station\} trust=\S+ operator=http://127\.0\.0\.1:\d+ "
        r"page='?http://127\.0\.0\.1:\d+/#token=[\w-]+'? "
        r"files=http://127\.0\.0\.1:\d+ token=\S+",
        process.line,
    )


def test_token_file_is_readable_by_its_owner_only(process):
    assert stat.S_IMODE(Path(process.token).stat().st_mode) == 0o600


def test_stop_removes_the_temporary_folder(make_process):
    running = make_process()
    folder = Path(running.token).parent
    assert folder.is_dir()
    assert running.stop() == (0, "")
    assert not folder.exists()


def test_interrupt_stops_the_process_with_exit_code_0(make_process):
    running = make_process()
    running.popen.send_signal(signal.SIGINT)
    assert running.popen.wait(10) == 0


async def test_process_stops_cleanly_with_stations_connected(make_process, make_world):
    running = make_process()
    world = await make_world(running)
    station = await world.station()
    await world.operator.starts(station.id, "reset", type="Immediate")
    await station.is_asked("Reset")
    code, errors = await running.stops()
    assert (code, errors) == (0, "")


async def test_token_is_read_from_the_environment(make_process, make_world, monkeypatch):
    monkeypatch.setenv("PLUGFEST_CSMS_TOKEN", "given-to-the-process")
    running = make_process()
    assert running.token == "environment"
    world = await make_world(running)
    assert await world.operator.get("/stations") == []


async def test_answered_messages_survive_a_kill(make_process, make_world, tmp_path):
    first = make_process("--data", str(tmp_path))
    world = await make_world(first)
    station = await world.station()
    await station.says(
        "StatusNotification",
        timestamp="2025-01-01T00:00:00Z",
        connectorStatus="Faulted",
        evseId=1,
        connectorId=1,
    )
    operation = await world.operator.starts(station.id, "reset", type="Immediate")
    await station.is_asked("Reset")
    first.kill()

    second = make_process("--data", str(tmp_path))
    assert second.token == first.token
    again = await make_world(second)
    shown = await again.operator.get(f"/stations/{station.id}")
    assert shown["registration"] == "Accepted"
    assert shown["evses"][0]["connectors"][0]["state"] == "Faulted"
    assert (await again.operator.outcome(operation))["state"] == "failed"
    # Accepted before, it need not boot again.
    returned = await again.connect(station.id)
    assert "currentTime" in await returned.says("Heartbeat")
    assert await second.stops() == (0, "")


def test_port_in_use_is_reported_in_one_line(make_process):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        running = make_process("--port", str(taken.getsockname()[1]))
        _, errors = running.popen.communicate(timeout=10)
    assert running.line == ""
    assert running.popen.returncode == 2
    assert errors.startswith("the compact CSMS cannot start: ")
    assert len(errors.splitlines()) == 1


def test_unusable_data_folder_is_reported_in_one_line(make_process, tmp_path):
    (tmp_path / "file").write_text("")
    running = make_process("--data", str(tmp_path / "file"))
    _, errors = running.popen.communicate(timeout=10)
    assert running.popen.returncode == 2
    assert len(errors.splitlines()) == 1


def test_foreign_database_is_reported_in_one_line(make_process, tmp_path):
    (tmp_path / "csms.sqlite").write_text("this is no database" * 100)
    running = make_process("--data", str(tmp_path))
    _, errors = running.popen.communicate(timeout=10)
    assert running.popen.returncode == 2
    assert len(errors.splitlines()) == 1
    assert os.fspath(tmp_path) in errors


def test_folder_in_use_is_reported_in_one_line(make_process, tmp_path):
    make_process("--data", str(tmp_path))
    second = make_process("--data", str(tmp_path))
    _, errors = second.popen.communicate(timeout=10)
    assert second.popen.returncode == 2
    assert errors == f"the compact CSMS cannot start: {tmp_path} is in use by another CSMS\n"


def test_folder_name_with_a_space_is_quoted(make_process, tmp_path):
    folder = tmp_path / "my stations"
    running = make_process("--data", str(folder))
    assert Path(running.token).parent == folder
    assert running.bearer()


@pytest.mark.parametrize(
    ("host", "reported"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("0.0.0.0", "csms.lab"),
        ("::", "csms.lab"),
        ("::1", "[::1]"),
        ("csms.local", "csms.local"),
    ],
)
def test_printed_host_is_reachable(host, reported, tmp_path):
    assert Settings(data=tmp_path, host=host, server_name="csms.lab").public_host == reported
