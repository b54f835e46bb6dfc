"""Leases of stations of the pool: one process at a time uses a station, among all runs of a user on a machine."""

from urllib.parse import urlsplit

from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.config.process_lock import ProcessLock
from plugfest.scenarios.context.station_memory import StationMemory


class Lease:
    """A station of the pool, leased for one play; the state after the play is stored when it ends."""

    def __init__(self, description: CsmsDescription, identity: str) -> None:
        address = description.addresses[min(description.addresses)]
        self._lock = ProcessLock(f"station {urlsplit(address.url).netloc} {identity}")
        self.memory = StationMemory.read(self._lock.read())
        """Current once the lease is taken."""

    def take(self) -> bool:
        """Take the station; return False when another process uses it."""
        if not self._lock.acquire(wait=False):
            return False
        self.memory = StationMemory.read(self._lock.read())
        return True

    def give_back(self) -> None:
        """End the lease, and store the state for the next play."""
        self._lock.write(self.memory.plain())
        self._lock.release()
