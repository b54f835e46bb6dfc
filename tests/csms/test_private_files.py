"""Files of the compact CSMS: written completely or not at all, and readable by their owner only."""

from __future__ import annotations

import fcntl
import os
import resource
import stat
from pathlib import Path

import pytest

from plugfest.csms.pki.folder import Pki
from plugfest.csms.private_files import LOCK, TEMPORARY_PREFIX, make_private, remove_left_behind, write_private
from plugfest.csms.starting import _token
from plugfest.csms.store.database import Database


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_private_file_replaces_the_previous_one(tmp_path: Path) -> None:
    path = tmp_path / "operator.token"
    path.write_text("")
    path.chmod(0o644)
    write_private(path, b"token")
    assert (path.read_bytes(), _mode(path)) == (b"token", 0o600)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.process
def test_failed_write_keeps_the_previous_file(tmp_path: Path) -> None:
    """A file size limit fails a write as a full disk does."""
    path = tmp_path / "csms-root.key"
    path.write_text("before")
    child = os.fork()
    if not child:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            write_private(path, b"x" * 5000)
        except OSError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_empty_token_file_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLUGFEST_CSMS_TOKEN", raising=False)
    (tmp_path / "operator.token").write_text("")
    token, _ = _token(tmp_path)
    assert len(token) > 30
    assert _token(tmp_path)[0] == token


@pytest.mark.parametrize("token", ["admin", "a" * 40, "1234567890"])
def test_weak_token_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setenv("PLUGFEST_CSMS_TOKEN", token)
    with pytest.raises(OSError, match="PLUGFEST_CSMS_TOKEN is too easy to guess"):
        _token(tmp_path)


def test_key_without_its_certificate_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "csms-root.key").write_text("half a k")
    pki = Pki(tmp_path)
    assert pki.csms.certificate.subject
    assert _mode(tmp_path / "csms-root.key") == 0o600


def test_the_data_folder_and_the_database_are_private(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    make_private(folder)
    assert _mode(folder) == 0o700
    (folder / "csms.sqlite").touch(0o644)
    Database(folder / "csms.sqlite").close()
    assert _mode(folder / "csms.sqlite") == 0o600


def test_temporary_folders_of_killed_csmss_are_removed(tmp_path: Path) -> None:
    names = (f"{TEMPORARY_PREFIX}left", f"{TEMPORARY_PREFIX}used", f"{TEMPORARY_PREFIX}starting", "other")
    left, used, starting, other = (tmp_path / name for name in names)
    for folder in (left, used, starting, other):
        folder.mkdir()
        (folder / LOCK).write_text("" if folder == starting else "1234\n")
        (folder / "csms-root.key").touch()
    with (used / LOCK).open("w") as lock:
        lock.write("1234\n")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        remove_left_behind(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([used, starting, other])
