"""The compact CSMS: the default system under test, and a test double for people who build stations."""

from plugfest.csms.client import AsyncCompactCsms, AsyncStation, CompactCsms, CsmsError, Station

__all__ = ["AsyncCompactCsms", "AsyncStation", "CompactCsms", "CsmsError", "Station"]
