"""Preparation of a run before its first case: its folder, and the compact CSMS where no other CSMS is named.

Light to import: the compact CSMS starts while the command imports the rest.
"""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from plugfest.scenarios.engine.compact_spawn import kill, spawn_compact
from plugfest.scenarios.engine.results_lock import FolderInUseError, locked_folder
from plugfest.scenarios.engine.signals import signals_held_back

CSMS_LOG = "csms.log"


class NothingPlayedError(Exception):
    """Nothing could be played: one line that states what to do (exit code 2)."""


@contextmanager
def reserved(path: Path) -> Iterator[None]:
    """Reserve the folder for results, and clear it; raises NothingPlayedError."""
    with ExitStack() as stack:
        _lock(stack, path)
        _clear(path)
        yield


def _lock(stack: ExitStack, path: Path) -> None:
    with _nothing_played():
        stack.enter_context(locked_folder(path))


def _clear(path: Path) -> None:
    # Imports what reads records, and compresses the last one: both while the CSMS starts.
    from plugfest.scenarios.engine.results_folder import clear_folder

    with _nothing_played():
        clear_folder(path)


@contextmanager
def _nothing_played() -> Iterator[None]:
    try:
        yield
    except FolderInUseError as error:
        raise NothingPlayedError(str(error)) from error
    except OSError as error:
        raise NothingPlayedError(f"The folder for results cannot be made: {error}.") from error


@contextmanager
def head_start(results: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Reserve the folder and begin to start the compact CSMS, which never outlives the context.

    Raises NothingPlayedError, and KeyboardInterrupt on SIGTERM too, until an event loop handles the signals.
    """
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with ExitStack() as stack:
            _lock(stack, results)
            with signals_held_back():
                process = spawn_compact(results / CSMS_LOG)
                stack.callback(kill, process)
            _clear(results)
            yield process
    finally:
        signal.signal(signal.SIGTERM, before)
