"""Names of components and variables in the API, and their OCPP types."""

from typing import Annotated, Any

import msgspec

from plugfest.csms.blocks.contexts import present
from plugfest.csms.blocks.parameters import ConnectorId, EvseId, RequestBody

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=50)]


class ComponentName(RequestBody):
    """A component of a station's device model."""

    name: Name
    instance: Name | None = None
    evse: EvseId | None = None
    connector: ConnectorId | None = None


class VariableName(RequestBody):
    """A variable of a component."""

    name: Name
    instance: Name | None = None


def component_type(component: ComponentName) -> dict[str, Any]:
    """Return the ComponentType that this names."""
    evse = None if component.evse is None else present(id=component.evse, connectorId=component.connector)
    return present(name=component.name, instance=component.instance, evse=evse)


def variable_type(variable: VariableName) -> dict[str, Any]:
    """Return the VariableType that this names."""
    return present(name=variable.name, instance=variable.instance)
