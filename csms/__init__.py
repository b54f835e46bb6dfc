"""The compact CSMS: the default system under test, and a test double for people who build stations."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plugfest.csms.client import AsyncCompactCsms, AsyncStation, CompactCsms, CsmsError, Station

__all__ = ["AsyncCompactCsms", "AsyncStation", "CompactCsms", "CsmsError", "Station"]


def __getattr__(name: str) -> Any:
    # Imported on first use: the process of the CSMS needs no client.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from plugfest.csms import client

    return getattr(client, name)
