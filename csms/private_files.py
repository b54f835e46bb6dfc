"""Files readable only by the owner of the process, written completely or not at all."""

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
    """Write a temporary file to disk and rename it. Raises OSError, and leaves no file then."""
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
    """Create a folder that only its owner may enter. An existing one keeps its mode."""
    if not folder.is_dir():
        folder.mkdir(parents=True, mode=0o700)


def remove_left_behind(folder: Path) -> None:
    """Remove temporary data folders of killed CSMSs, whose lock no process holds.

    The lock of a CSMS that is just starting is empty until it is held: such a folder stays.
    """
    for left in folder.glob(f"{TEMPORARY_PREFIX}*"):
        with suppress(OSError):
            if left.is_symlink() or left.stat().st_uid != os.getuid() or not (left / LOCK).stat().st_size:
                continue
            with (left / LOCK).open("r") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
