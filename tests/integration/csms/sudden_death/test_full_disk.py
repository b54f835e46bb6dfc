"""A full disk or a read-only file gives a clear error, and nothing that was not stored is acknowledged."""

import os
import resource
import sqlite3
import subprocess
import sys
from contextlib import contextmanager

import pytest

from plugfest.csms.store.database import Database, NotStored

OPTIONS = ("--security-profile", "1", "--password-cost", "8")
START = """
import resource, sys
from plugfest.csms.__main__ import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.exit(main(sys.argv[2:]))
"""
# Root may write what is read-only, unless it gives that power away (capset with nothing in it).
POWERLESS = """
import ctypes, sys
from plugfest.csms.__main__ import main
ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())
sys.exit(main(sys.argv[1:]))
"""
BOOT = {"reason": "PowerUp", "chargingStation": {"model": "M1", "vendorName": "V"}}
STATUS = {"timestamp": "2025-01-01T00:00:00Z", "connectorStatus": "Faulted", "evseId": 1, "connectorId": 1}


@contextmanager
def no_room(process):
    """Meanwhile no file of the process can grow, nor be written at all."""
    _, most = resource.prlimit(process.popen.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.popen.pid, resource.RLIMIT_FSIZE, (0, most))
    try:
        yield
    finally:
        resource.prlimit(process.popen.pid, resource.RLIMIT_FSIZE, (most, most))


async def test_unstorable_messages_get_an_error_until_there_is_space(make_process, make_world, tmp_path):
    process = make_process(*OPTIONS, "--data", str(tmp_path))
    world = await make_world(process)
    station, operator = await world.station(), world.operator
    await operator.put("/tokens/Central/before")
    with no_room(process):
        for _ in range(3):
            answer = await station.calls("StatusNotification", **STATUS)
            assert answer[2] == "InternalError"
            assert "cannot be written" in answer[3]
        assert (await station.calls("Nonsense"))[2] == "NotImplemented"
        status, value = await operator.request("PUT", "/tokens/Central/during", {})
        assert (status, list(value)) == (503, ["error"])
        assert "cannot be written" in value["error"]
        reset = {"type": "Immediate"}
        assert (await operator.request("POST", f"/stations/{station.id}/operations/reset", reset))[0] == 503
        assert [token["idToken"] for token in await operator.get("/tokens")] == ["before"]
        again = await world.connect(station.id)
        assert (await again.calls("BootNotification", **BOOT))[2] == "InternalError"
    assert (await again.boots())["status"] == "Accepted"
    assert await again.says("StatusNotification", **STATUS) == {}
    operation = await operator.starts(station.id, "reset", type="OnIdle")
    asked = await again.is_asked("Reset")
    assert asked.payload == {"type": "OnIdle"}  # not the one that was refused
    await again.answers(asked, status="Accepted")
    assert (await operator.outcome(operation))["state"] == "done"
    assert len(await operator.get(f"/stations/{station.id}/operations")) == 1
    code, errors = await process.stops()
    assert code == 0
    assert "Traceback" not in errors
    with sqlite3.connect(tmp_path / "csms.sqlite") as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    db.close()


async def test_full_disk_loses_no_acknowledged_message(make_process, make_world, tmp_path):
    process = make_process(*OPTIONS, "--data", str(tmp_path))
    world = await make_world(process)
    station, accepted = await world.station(), []
    room = sum(file.stat().st_size for file in tmp_path.iterdir()) + 400_000
    _, most = resource.prlimit(process.popen.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.popen.pid, resource.RLIMIT_FSIZE, (room, most))
    refused = 0
    while refused < 5:
        number = len(accepted)
        answer = await station.calls("DataTransfer", vendorId="v", data="x" * 20_000, messageId=str(number))
        if answer[0] == 3:
            accepted.append(answer[1])
        else:
            refused += 1
    assert len(accepted) > 5
    process.kill()
    with sqlite3.connect(tmp_path / "csms.sqlite") as db:
        kept = {id_ for (id_,) in db.execute("SELECT message_id FROM journal WHERE direction = 'out'")}
    db.close()
    assert set(accepted) <= kept


async def test_write_to_a_read_only_database_raises_not_stored(tmp_path):
    database = Database(tmp_path / "x.sqlite")
    await database.write(lambda db: db.exec_driver_sql("PRAGMA query_only = 1").close())
    with pytest.raises(NotStored, match="readonly"):
        await database.write(lambda db: db.exec_driver_sql("CREATE TABLE x (y)").close())
    database.close()


@pytest.mark.parametrize("room", [0, 50_000])
def test_full_disk_at_start_is_reported_in_one_line(tmp_path, room):
    command = [sys.executable, "-P", "-c", START, str(room), "--data", str(tmp_path), *OPTIONS]
    # Coverage would want room of its own.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False, env=environment)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("the compact CSMS cannot start: ")
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("what", ["csms.sqlite", "."])
def test_read_only_database_is_reported_in_one_line(make_process, tmp_path, what):
    made = make_process("--data", str(tmp_path), *OPTIONS)
    assert made.stop() == (0, "")
    before = (tmp_path / "csms.sqlite").read_bytes()
    (tmp_path / what).chmod(0o500)
    command = [sys.executable, "-P", "-c", POWERLESS, "--data", str(tmp_path), *OPTIONS]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False, env=environment)
    (tmp_path / what).chmod(0o700)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("the compact CSMS cannot start: ")
    assert len(ended.stderr.splitlines()) == 1
    assert (tmp_path / "csms.sqlite").read_bytes() == before
