"""The device model (Part 1, chapter 4): components that have variables that have attributes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from plugfest.simulator.device.messages import Payload
from plugfest.simulator.device.values import Characteristics


class ComponentKey(NamedTuple):
    """Names one component: its name, its instance, and where it is. Names are compared without regard to case."""

    name: str
    instance: str = ""
    evse: int | None = None
    connector: int | None = None

    @classmethod
    def of(cls, component: Payload) -> "ComponentKey":
        """The key of a ComponentType as it stands in a message; an empty instance counts as none (B06.FR.15)."""
        evse = component.get("evse") or {}
        instance = component.get("instance") or ""
        return cls(component["name"].casefold(), instance.casefold(), evse.get("id"), evse.get("connectorId"))


@dataclass
class Attribute:
    """One attribute of a variable. `live` computes its value at the moment it is asked for."""

    type: str = "Actual"
    value: str | None = None
    mutability: str = "ReadOnly"
    persistent: bool = False
    constant: bool = False
    live: Callable[[], str] | None = None

    def read(self) -> str:
        """The present value; an empty text where there is none (B06.FR.13)."""
        return self.live() if self.live else self.value or ""

    def copy(self) -> "Attribute":
        """Another attribute that begins with the same value."""
        return Attribute(self.type, self.value, self.mutability, self.persistent, self.constant, self.live)


@dataclass
class Variable:
    """A variable with its attributes. `guard` may object to a value for a reason of its own."""

    name: str
    characteristics: Characteristics
    attributes: dict[str, Attribute]
    instance: str = ""
    guard: Callable[[str], str | None] | None = None

    def as_payload(self) -> dict[str, Any]:
        """The VariableType that names it."""
        return {"name": self.name, **({"instance": self.instance} if self.instance else {})}

    def copy(self) -> "Variable":
        """Another variable with attributes of its own."""
        attributes = {name: attribute.copy() for name, attribute in self.attributes.items()}
        return Variable(self.name, self.characteristics, attributes, self.instance, self.guard)


@dataclass
class Component:
    """A part of the station, with its variables by name and instance."""

    name: str
    instance: str = ""
    evse: int | None = None
    connector: int | None = None
    variables: dict[tuple[str, str], Variable] = field(default_factory=dict)

    def as_payload(self) -> dict[str, Any]:
        """The ComponentType that names it."""
        payload: dict[str, Any] = {"name": self.name}
        if self.instance:
            payload["instance"] = self.instance
        if self.evse is not None:
            payload["evse"] = {"id": self.evse}
            if self.connector is not None:
                payload["evse"]["connectorId"] = self.connector
        return payload

    def find(self, name: str, instance: str = "") -> Variable | None:
        """The variable of that name and instance; None where there is none."""
        return self.variables.get((name.casefold(), instance.casefold()))

    def copy(self) -> "Component":
        """Another component with variables of its own."""
        variables = {key: variable.copy() for key, variable in self.variables.items()}
        return Component(self.name, self.instance, self.evse, self.connector, variables)


@dataclass(frozen=True)
class Change:
    """A value that has changed, as those who watch the model are told."""

    component: Component
    variable: Variable
    attribute: str
    before: str
    after: str


class DeviceModel:
    """All components of a station. Those that watch it are told of every value that changes."""

    def __init__(self) -> None:
        self._components: dict[ComponentKey, Component] = {}
        self.watchers: list[Callable[[Change], None]] = []

    def __iter__(self) -> Iterator[tuple[Component, Variable]]:
        return ((component, variable) for component in self.components for variable in component.variables.values())

    def copy(self) -> "DeviceModel":
        """Another model with the same variables and values, which change apart from these; nobody watches it yet."""
        model = DeviceModel()
        model._components = {key: component.copy() for key, component in self._components.items()}
        return model

    @property
    def components(self) -> tuple[Component, ...]:
        """All components, in the order in which they were added."""
        return tuple(self._components.values())

    def add(self, component: ComponentKey, variable: Variable) -> Variable:
        """Adds a variable, and its component where that is new."""
        key = component._replace(name=component.name.casefold(), instance=component.instance.casefold())
        place = self._components.setdefault(key, Component(*component))
        return place.variables.setdefault((variable.name.casefold(), variable.instance.casefold()), variable)

    def find(self, component: Payload) -> Component | None:
        """The component that a ComponentType names; None where there is none."""
        return self._components.get(ComponentKey.of(component))

    def variable(
        self, component: str, name: str, instance: str = "", *, evse: int | None = None, connector: int | None = None
    ) -> Variable:
        """The variable that the station itself knows to be there. Raises KeyError."""
        place = self._components[ComponentKey(component.casefold(), "", evse, connector)]
        return place.variables[(name.casefold(), instance.casefold())]

    def value(
        self, component: str, name: str, instance: str = "", *, evse: int | None = None, connector: int | None = None
    ) -> str:
        """The actual value of such a variable, write-only ones included. Raises KeyError."""
        return self.variable(component, name, instance, evse=evse, connector=connector).attributes["Actual"].read()

    def put(
        self,
        component: str,
        name: str,
        value: object,
        instance: str = "",
        *,
        evse: int | None = None,
        connector: int | None = None,
    ) -> None:
        """Sets an actual value from inside the station, whatever the CSMS may do. Raises KeyError."""
        variable = self.variable(component, name, instance, evse=evse, connector=connector)
        place = self._components[ComponentKey(component.casefold(), "", evse, connector)]
        text = str(value).lower() if isinstance(value, bool) else str(value)
        self.assign(place, variable, "Actual", text)

    def assign(self, component: Component, variable: Variable, attribute: str, value: str) -> None:
        """Stores a value that was found good, and tells the watchers if it is another one."""
        target = variable.attributes[attribute]
        before, target.value = target.read(), value
        if before != value:
            for watcher in tuple(self.watchers):
                watcher(Change(component, variable, attribute, before, value))
