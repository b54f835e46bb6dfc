"""Reserves the folder for results for one run. Light to import: a run starts the compact CSMS right after it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FolderInUseError(Exception):
    """Another run writes to the folder; the text states what to do."""


@contextmanager
def locked_folder(path: Path) -> Iterator[None]:
    """Reserve a folder for one run, and make it if it is missing.

    Raises FolderInUseError while another run writes to it, OSError when it cannot be made.
    """
    path.mkdir(parents=True, exist_ok=True)
    folder = os.open(path, os.O_RDONLY)
    try:
        _reserve(folder, path)
        yield
    finally:
        os.close(folder)


def _reserve(folder: int, path: Path) -> None:
    """Lock the folder itself: the lock ends with the process, and leaves no file behind."""
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise FolderInUseError(
            f"{path} is in use by another run: wait until it has ended, or name another folder with --results."
        ) from error
