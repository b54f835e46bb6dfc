"""Locks among processes, and what they keep."""

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


def test_one_holder_at_a_time() -> None:
    first, second = ProcessLock("x"), ProcessLock("x")
    assert first.acquire()
    assert not second.acquire(wait=False)
    first.release()
    assert second.acquire(wait=False)
    second.release()


def test_a_process_that_is_killed_gives_its_lock_back() -> None:
    with subprocess.Popen([sys.executable, "-P", "-c", HOLDER], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        lock = ProcessLock("held elsewhere")
        assert not lock.acquire(wait=False)
        holder.kill()
        assert lock.acquire()
        lock.release()


def test_the_next_holder_reads_what_the_last_one_wrote() -> None:
    lock = ProcessLock("y")
    lock.acquire()
    lock.write({"a": [1, 2, 3]})
    lock.write({"b": 1})
    lock.release()
    assert ProcessLock("y").read() == {"b": 1}


@pytest.mark.parametrize("text", ["", "{", "[1]"])
def test_what_cannot_be_read_is_nothing(text: str) -> None:
    lock = ProcessLock("z")
    lock.path.write_text(text)
    assert lock.read() == {}


def test_where_the_home_is_not_writable_the_temporary_files_take_its_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blocked = tmp_path / "a file"
    blocked.touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert state_folder().is_relative_to(tmp_path)
