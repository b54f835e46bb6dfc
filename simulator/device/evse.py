"""EVSEs and connectors with their states."""

from collections.abc import Iterable

import msgspec


class Connector(msgspec.Struct):
    """A connector: its last reported state, and its availability."""

    id: int
    type: str = "sType2"
    status: str = "Available"
    operative: bool = True

    def kind(self) -> str:
        """Return the type of the connector."""
        return self.type


class Evse(msgspec.Struct):
    """An EVSE with its connectors; one of them can be used at a time."""

    id: int
    connectors: list[Connector] = msgspec.field(default_factory=list)
    operative: bool = True

    @property
    def status(self) -> str:
        """The state of the EVSE: occupied or reserved if one of its connectors is."""
        return _first(("Occupied", "Reserved", "Available", "Unavailable"), (c.status for c in self.connectors))

    def connector(self, connector_id: int) -> Connector | None:
        """Return the connector with that id, or None."""
        return next((connector for connector in self.connectors if connector.id == connector_id), None)


def station_status(evses: Iterable[Evse]) -> str:
    """Return the state of the station: available if one of its EVSEs is."""
    return _first(("Available", "Occupied", "Reserved", "Unavailable"), (evse.status for evse in evses))


def _first(order: tuple[str, ...], statuses: Iterable[str]) -> str:
    found = set(statuses)
    return next((status for status in order if status in found), "Faulted")
