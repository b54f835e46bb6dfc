"""EVSEs and connectors: what they are and in which state."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Connector:
    """A connector: its state as it was last reported, and whether the CSMS allows it to be used."""

    id: int
    type: str = "sType2"
    status: str = "Available"
    operative: bool = True

    def kind(self) -> str:
        """Return the type of the connector."""
        return self.type


@dataclass
class Evse:
    """An EVSE with its connectors; one of them can be used at a time."""

    id: int
    connectors: list[Connector] = field(default_factory=list)
    operative: bool = True

    @property
    def status(self) -> str:
        """The state of the EVSE: occupied or reserved as soon as one of its connectors is."""
        return _first(("Occupied", "Reserved", "Available", "Unavailable"), (c.status for c in self.connectors))

    def connector(self, connector_id: int) -> Connector | None:
        """Return the connector of that id; None where there is none."""
        return next((connector for connector in self.connectors if connector.id == connector_id), None)


def station_status(evses: Iterable[Evse]) -> str:
    """Return the state of the station: available as long as one of its EVSEs is."""
    return _first(("Available", "Occupied", "Reserved", "Unavailable"), (evse.status for evse in evses))


def _first(order: tuple[str, ...], statuses: Iterable[str]) -> str:
    found = set(statuses)
    return next((status for status in order if status in found), "Faulted")
