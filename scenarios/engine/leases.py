"""Which process plays with a station of the pool: one at a time, among all runs of a user on a machine."""

from urllib.parse import urlsplit

from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.config.process_lock import ProcessLock
from plugfest.scenarios.context.station_memory import StationMemory


class Lease:
    """A station of the pool, for as long as one play needs it; what the play leaves behind is kept when it ends."""

    def __init__(self, description: CsmsDescription, identity: str) -> None:
        address = description.addresses[min(description.addresses)]
        self._lock = ProcessLock(f"station {urlsplit(address.url).netloc} {identity}")
        self.memory = StationMemory.read(self._lock.read())
        """Up to date once the lease is taken."""

    def take(self) -> bool:
        """Take the station; return False where another process plays with it."""
        if not self._lock.acquire(wait=False):
            return False
        self.memory = StationMemory.read(self._lock.read())
        return True

    def give_back(self) -> None:
        """End the lease, and keep what the next play has to know."""
        self._lock.write(self.memory.plain())
        self._lock.release()
