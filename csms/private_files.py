"""Files that only the owner of the process may read, there as a whole or not at all."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

TEMPORARY_PREFIX: Final = "plugfest-csms-"
LOCK: Final = "csms.lock"


def write_private(path: Path, content: bytes) -> None:
    """Write a file beside its place, to the disk, and move it there. Raises OSError, and leaves nothing then."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def make_private(folder: Path) -> None:
    """Make a folder that only its owner may enter. One that was there keeps its mode, its owner chose it."""
    if not folder.is_dir():
        folder.mkdir(parents=True, mode=0o700)


def remove_left_behind(folder: Path) -> None:
    """Remove the temporary data folders, with keys in them, of CSMSs that were killed: no process holds their lock."""
    for left in folder.glob(f"{TEMPORARY_PREFIX}*"):
        with suppress(OSError):
            if left.is_symlink() or left.stat().st_uid != os.getuid():
                continue
            with (left / LOCK).open("r") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
