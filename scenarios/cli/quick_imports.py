"""Quick imports of all that plays cases, for runs that reach nothing over public HTTPS."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

_FILE = "SSL_CERT_FILE"
"""The variable with which OpenSSL finds the file with the root certificates of the system."""


@contextmanager
def quick_imports() -> Iterator[None]:
    """Import without looking for garbage among modules, which stay, and without reading the system's roots.

    aiohttp reads them twice when it is imported, for half of the import's time. What is imported in this context trusts
    no public server unless it is given a context of its own.
    """
    before = os.environ.get(_FILE)
    os.environ[_FILE] = os.devnull
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        if before is None:
            del os.environ[_FILE]
        else:
            os.environ[_FILE] = before
