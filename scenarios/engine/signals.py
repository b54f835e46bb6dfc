"""The signals that end a run. Light to import: they matter before the rest of the run is imported."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def signals_held_back() -> Iterator[None]:
    """Raise KeyboardInterrupt for a signal only at the end, so that a process is not begun without what ends it.

    The new process does not inherit this, as it would a mask of signals.
    """
    held = list[int]()
    before = {number: signal.signal(number, lambda number, _: held.append(number)) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if held:
        raise KeyboardInterrupt
