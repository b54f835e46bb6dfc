"""Importing aiohttp without the root certificates of the system, for runs that reach nothing over public HTTPS."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_FILE = "SSL_CERT_FILE"
"""The variable with which OpenSSL finds the file of all roots."""


@contextmanager
def unread_roots() -> Iterator[None]:
    """Keep OpenSSL from reading the roots, as aiohttp does twice when it is imported, for half of the import's time.

    What is imported in this context trusts no public server unless it is given a context of its own.
    """
    before = os.environ.get(_FILE)
    os.environ[_FILE] = os.devnull
    try:
        yield
    finally:
        if before is None:
            del os.environ[_FILE]
        else:
            os.environ[_FILE] = before
