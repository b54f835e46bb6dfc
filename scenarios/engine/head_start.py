"""Preparation of a run before its first case: its folder, and the compact CSMS where no other CSMS is named.

Light to import: the compact CSMS starts while the command imports the rest.
"""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from plugfest.scenarios.engine.compact_spawn import kill, spawn_compact
from plugfest.scenarios.engine.results_folder import FolderInUseError, results_folder

CSMS_LOG = "csms.log"


class NothingPlayedError(Exception):
    """Nothing could be played: one line that states what to do (exit code 2)."""


@contextmanager
def reserved(path: Path) -> Iterator[None]:
    """Reserve the folder for results; raises NothingPlayedError."""
    with ExitStack() as stack:
        try:
            stack.enter_context(results_folder(path))
        except FolderInUseError as error:
            raise NothingPlayedError(str(error)) from error
        except OSError as error:
            raise NothingPlayedError(f"The folder for results cannot be made: {error}.") from error
        yield


@contextmanager
def head_start(results: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Reserve the folder and begin to start the compact CSMS, which never outlives the context.

    Raises NothingPlayedError, and KeyboardInterrupt on SIGTERM too, until an event loop handles the signals.
    """
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with reserved(results):
            process = spawn_compact(results / CSMS_LOG)
            try:
                yield process
            finally:
                kill(process)
    finally:
        signal.signal(signal.SIGTERM, before)
