"""The base of every intent: its text for a person, and the OCPP message that performs it."""

from typing import Any, ClassVar, Protocol

import msgspec

JSON = Any
"""A value as `json.loads` gives it."""


class Handle(Protocol):
    """A handle of an object that an earlier order created: a reservation, a profile, a display message.

    A later intent takes the order itself as the handle; the operator knows the id of the object in its CSMS.
    """

    @property
    def number(self) -> int:
        """The order's number within its play, from 1."""
        ...

    @property
    def created(self) -> dict[str, JSON]:
        """Ids of the created object in the operator's CSMS, by names of the operator."""
        ...


class IdToken(msgspec.Struct, frozen=True):
    """An OCPP IdToken, by which a driver is identified."""

    idToken: str  # noqa: N815  OCPP's own names for what goes over the wire
    type: str = "ISO14443"

    def __str__(self) -> str:
        return self.idToken

    @property
    def payload(self) -> dict[str, JSON]:
        """Return the token as an IdTokenType."""
        return {"idToken": self.idToken, "type": self.type}


class Variable(msgspec.Struct, frozen=True):
    """One variable of a station's device model (Part 1, chapter 4)."""

    component: str
    name: str
    instance: str | None = None
    component_instance: str | None = None
    evse: int | None = None
    connector: int | None = None

    def __str__(self) -> str:
        place = "" if self.evse is None else f" of EVSE {self.evse}"
        return f"{self.component}.{self.name}" + (f"[{self.instance}]" if self.instance else "") + place

    @property
    def payload(self) -> dict[str, JSON]:
        """Return the variable's component and variable objects for a message."""
        component: dict[str, JSON] = {"name": self.component}
        if self.component_instance is not None:
            component["instance"] = self.component_instance
        if self.evse is not None:
            component["evse"] = {"id": self.evse}
            if self.connector is not None:
                component["evse"]["connectorId"] = self.connector
        variable: dict[str, JSON] = {"name": self.name}
        if self.instance is not None:
            variable["instance"] = self.instance
        return {"component": component, "variable": variable}


class Intent(msgspec.Struct, frozen=True):
    """One order of a person to a CSMS; never the message that the CSMS composes for it."""

    action: ClassVar[str]
    """The OCPP request by which a CSMS performs it."""

    def __str__(self) -> str:
        raise NotImplementedError

    @property
    def name(self) -> str:
        """Return the intent's name in configurations and records."""
        return type(self).__name__

    def parameters(self) -> dict[str, JSON]:
        """Return the intent's values as plain data, for the record and for an operator's templates.

        A handle is represented by its order's number; values that are None are omitted.
        """
        return _members(self)


def plain(value: object) -> JSON:
    """Return an intent's value as plain JSON data."""
    if isinstance(value, IdToken | Variable):
        return value.payload
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    number = getattr(value, "number", None)
    if isinstance(number, int):
        return {"order": number}
    assert isinstance(value, msgspec.Struct)
    return _members(value)


def _members(value: msgspec.Struct) -> dict[str, JSON]:
    return {name: plain(each) for name, each in msgspec.structs.asdict(value).items() if each is not None}


def place(evse: int | None, connector: int | None = None) -> str:
    """Return a place as text: "the station", "EVSE 1", "connector 2 of EVSE 1"."""
    if evse is None:
        return "the station"
    return f"EVSE {evse}" if connector is None else f"connector {connector} of EVSE {evse}"
