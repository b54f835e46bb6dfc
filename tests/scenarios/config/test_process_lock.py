"""Locks between processes, and the data that they keep."""

import subprocess
import sys
from pathlib import Path

import pytest

from plugfest.scenarios.config.process_lock import ProcessLock, state_folder

HOLDER = """
import sys, time
from plugfest.scenarios.config.process_lock import ProcessLock
lock = ProcessLock("held elsewhere")
assert lock.acquire()
print("held", flush=True)
time.sleep(60)
"""


def test_lock_has_one_holder_at_a_time() -> None:
    first, second = ProcessLock("x"), ProcessLock("x")
    assert first.acquire()
    assert not second.acquire(wait=False)
    first.release()
    assert second.acquire(wait=False)
    second.release()


@pytest.mark.process
def test_killed_process_releases_its_lock() -> None:
    with subprocess.Popen([sys.executable, "-P", "-c", HOLDER], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        lock = ProcessLock("held elsewhere")
        assert not lock.acquire(wait=False)
        holder.kill()
        assert lock.acquire()
        lock.release()


def test_next_holder_reads_the_last_data() -> None:
    lock = ProcessLock("y")
    lock.acquire()
    lock.write({"a": [1, 2, 3]})
    lock.write({"b": 1})
    lock.release()
    assert ProcessLock("y").read() == {"b": 1}


@pytest.mark.parametrize("text", ["", "{", "[1]"])
def test_unreadable_data_is_empty(text: str) -> None:
    lock = ProcessLock("z")
    lock.path.write_text(text)
    assert lock.read() == {}


def test_state_folder_falls_back_to_the_temporary_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert state_folder().is_relative_to(tmp_path)
