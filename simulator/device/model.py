"""The device model (Part 1, chapter 4): components that have variables that have attributes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from plugfest.simulator.device.messages import Payload
from plugfest.simulator.device.values import Characteristics


class ComponentKey(NamedTuple):
    """The key of a component: name, instance and EVSE, compared without letter case."""

    name: str
    instance: str = ""
    evse: int | None = None
    connector: int | None = None

    @classmethod
    def of(cls, component: Payload) -> "ComponentKey":
        """Return the key of a ComponentType of a message; an empty instance counts as none (B06.FR.15)."""
        evse = component.get("evse") or {}
        instance = component.get("instance") or ""
        return cls(component["name"].casefold(), instance.casefold(), evse.get("id"), evse.get("connectorId"))


VariableKey = tuple[str, str]
"""The name and the instance of a variable, casefolded."""


@dataclass(slots=True)
class Attribute:
    """One attribute of a variable. `live` computes its value on each read."""

    type: str = "Actual"
    value: str | None = None
    mutability: str = "ReadOnly"
    persistent: bool = False
    constant: bool = False
    live: Callable[[], str] | None = None

    def read(self) -> str:
        """Return the current value; an empty text if there is none (B06.FR.13)."""
        return self.live() if self.live else self.value or ""

    def copy(self) -> "Attribute":
        """Return an independent copy with the same value."""
        return Attribute(self.type, self.value, self.mutability, self.persistent, self.constant, self.live)


@dataclass(slots=True, eq=False)
class Variable:
    """A variable with its attributes. `guard` is an additional check of values."""

    name: str
    characteristics: Characteristics
    attributes: dict[str, Attribute]
    instance: str = ""
    guard: Callable[[str], str | None] | None = None
    key: "VariableKey" = ("", "")
    """Key for comparison; the same object for all stations."""

    def __post_init__(self) -> None:
        if self.key == ("", ""):
            self.key = (self.name.casefold(), self.instance.casefold())

    def as_payload(self) -> dict[str, Any]:
        """Return the VariableType that names it."""
        return {"name": self.name, **({"instance": self.instance} if self.instance else {})}

    def copy(self) -> "Variable":
        """Return an independent copy with its own attributes."""
        attributes = {name: attribute.copy() for name, attribute in self.attributes.items()}
        return Variable(self.name, self.characteristics, attributes, self.instance, self.guard, self.key)


class Component:
    """A part of the station, with its variables by name and instance.

    A component made from a `template` shares its variables until they are changed, since thousands of stations have
    most of them in common.
    """

    __slots__ = ("_own", "_template", "connector", "evse", "instance", "key", "name")

    def __init__(
        self,
        name: str,
        instance: str = "",
        evse: int | None = None,
        connector: int | None = None,
        *,
        template: "Component | None" = None,
    ) -> None:
        self.name = name
        self.instance = instance
        self.evse = evse
        self.connector = connector
        self._template = template
        self.key: ComponentKey = (
            template.key if template else ComponentKey(name.casefold(), instance.casefold(), evse, connector)
        )
        self._own: dict[VariableKey, Variable] = {}

    @property
    def shared(self) -> Iterable[Variable]:
        """The variables of the template, whether there is an own one in their place or not."""
        return self._template._own.values() if self._template is not None else ()

    def __iter__(self) -> Iterator[Variable]:
        """Iterate over all variables, to be read only."""
        if self._template is None:
            yield from self._own.values()
            return
        for key, variable in self._template._own.items():
            yield self._own.get(key, variable)
        yield from (variable for key, variable in self._own.items() if key not in self._template._own)

    def as_payload(self) -> dict[str, Any]:
        """Return the ComponentType that names it."""
        payload: dict[str, Any] = {"name": self.name}
        if self.instance:
            payload["instance"] = self.instance
        if self.evse is not None:
            payload["evse"] = {"id": self.evse}
            if self.connector is not None:
                payload["evse"]["connectorId"] = self.connector
        return payload

    def add(self, variable: Variable) -> Variable:
        """Add a variable, unless one of its name and instance exists; return the existing one."""
        return self.find(variable.name, variable.instance) or self._own.setdefault(variable.key, variable)

    def find(self, name: str, instance: str = "") -> Variable | None:
        """Return the variable of that name and instance for changing, or None."""
        key = (name.casefold(), instance.casefold())
        own = self._own.get(key)
        if own is None and self._template is not None and (shared := self._template._own.get(key)) is not None:
            own = self._own[shared.key] = shared.copy()
        return own

    def peek(self, name: str, instance: str = "") -> Variable | None:
        """Return the variable of that name and instance for reading only, or None."""
        return self.peek_at((name.casefold(), instance.casefold()))

    def peek_at(self, key: VariableKey) -> Variable | None:
        """As `peek`, by name and instance as they are compared."""
        own = self._own.get(key)
        return own if own is not None or self._template is None else self._template._own.get(key)


@dataclass(frozen=True)
class Change:
    """A changed value, as passed to watchers of the model."""

    component: Component
    variable: Variable
    attribute: str
    before: str
    after: str


@lru_cache(maxsize=4096)
def _keys(
    component: str, name: str, instance: str, evse: int | None, connector: int | None
) -> tuple[ComponentKey, VariableKey]:
    # The station itself asks for the same few variables with every message.
    return ComponentKey(component.casefold(), "", evse, connector), (name.casefold(), instance.casefold())


class DeviceModel:
    """All components of a station. Watchers are called for every changed value.

    A model that is made from a `template` shares its components until one of their variables is to be changed.
    """

    __slots__ = ("_components", "_live", "_template", "revision", "watchers")

    def __init__(self, *, template: "DeviceModel | None" = None) -> None:
        self._template = template
        self._components: dict[ComponentKey, Component] = {}
        self._live: dict[Variable, Callable[[], str]] = {}
        """Functions that compute values of shared variables: a copy per station would be most of its memory."""
        self.revision = 0
        """Counts the values that were assigned: as long as it is the same, what was read before still holds."""
        self.watchers: list[Callable[[Change], None]] = []

    def __iter__(self) -> Iterator[tuple[Component, Variable]]:
        """Iterate over all variables with their components, to be read only."""
        return ((component, variable) for component in self.components for variable in component)

    def copy(self) -> "DeviceModel":
        """Return an independent copy with the same variables and values, without watchers."""
        return DeviceModel(template=self)

    @property
    def components(self) -> tuple[Component, ...]:
        """All components in order of addition."""
        shared = self._template._components if self._template is not None else {}
        for key, component in shared.items():
            if any(variable in self._live for variable in component):
                self._component(key)
        own = (component for key, component in self._components.items() if key not in shared)
        return (*(self._components.get(key, component) for key, component in shared.items()), *own)

    def add(self, component: ComponentKey, variable: Variable) -> Variable:
        """Add a variable, and its component if that is new."""
        key = component._replace(name=component.name.casefold(), instance=component.instance.casefold())
        place = self._component(key) or self._components.setdefault(key, Component(*component))
        return place.add(variable)

    def find(self, component: Payload) -> Component | None:
        """Return the component of a ComponentType, or None."""
        return self._component(ComponentKey.of(component))

    def _component(self, key: ComponentKey) -> Component | None:
        own = self._components.get(key)
        if own is None and self._template is not None and (shared := self._template._components.get(key)) is not None:
            own = Component(shared.name, shared.instance, shared.evse, shared.connector, template=shared)
            self._components[own.key] = own
            for variable in own.shared:
                if (read := self._live.get(variable)) is not None:
                    self._set_live(own, variable.name, variable.instance, read)
        return own

    def live(
        self,
        component: str,
        name: str,
        read: Callable[[], str],
        instance: str = "",
        *,
        evse: int | None = None,
        connector: int | None = None,
    ) -> None:
        """Let `read` compute the actual value of a variable at the moment it is asked for. Raises KeyError."""
        place, key = _keys(component, name, instance, evse, connector)
        if place in self._components or self._template is None:
            self._set_live(self._components[place], name, instance, read)
            return
        variable = self._template._components[place].peek_at(key)
        if variable is None:
            raise KeyError((component, name, instance))
        self._live[variable] = read

    @staticmethod
    def _set_live(component: Component, name: str, instance: str, read: Callable[[], str]) -> None:
        variable = component.find(name, instance)
        if variable is None:
            raise KeyError((component.name, name, instance))
        variable.attributes["Actual"].live = read

    def present(self, component: Component, variable: Variable) -> Variable:
        """Return a variable as it is now, to be read only: it may have become this station's own since it was found."""
        place = self._components.get(component.key, component)
        return place.peek(variable.name, variable.instance) or variable

    def variable(
        self, component: str, name: str, instance: str = "", *, evse: int | None = None, connector: int | None = None
    ) -> Variable:
        """Return an existing variable for changing. Raises KeyError."""
        place = self._component(ComponentKey(component.casefold(), "", evse, connector))
        variable = place.find(name, instance) if place is not None else None
        if variable is None:
            raise KeyError((component, name, instance))
        return variable

    def value(
        self, component: str, name: str, instance: str = "", *, evse: int | None = None, connector: int | None = None
    ) -> str:
        """Return the actual value of an existing variable, also of a write-only one. Raises KeyError."""
        key, wanted = _keys(component, name, instance, evse, connector)
        place = self._components.get(key)
        if place is None and self._template is not None:
            place = self._template._components.get(key)
        variable = place.peek_at(wanted) if place is not None else None
        if variable is None:
            raise KeyError((component, name, instance))
        read = self._live.get(variable)
        return variable.attributes["Actual"].read() if read is None else read()

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
        """Set an actual value internally, independent of its mutability. Raises KeyError."""
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if self.value(component, name, instance, evse=evse, connector=connector) == text:
            return
        variable = self.variable(component, name, instance, evse=evse, connector=connector)
        place = self._components[ComponentKey(component.casefold(), "", evse, connector)]
        self.assign(place, variable, "Actual", text)

    def assign(self, component: Component, variable: Variable, attribute: str, value: str) -> None:
        """Store a checked value, and call the watchers if it changed."""
        target = variable.attributes[attribute]
        before, target.value = target.read(), value
        self.revision += 1
        if before != value:
            for watcher in tuple(self.watchers):
                watcher(Change(component, variable, attribute, before, value))
