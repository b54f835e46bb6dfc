"""The compact CSMS from Python: started as a process or in an event loop, or used where it runs already."""

from plugfest.csms.client.api_requests import CsmsError
from plugfest.csms.client.asynchronous import AsyncCompactCsms, AsyncStation
from plugfest.csms.client.blocking import CompactCsms, Station

__all__ = ["AsyncCompactCsms", "AsyncStation", "CompactCsms", "CsmsError", "Station"]
