"""The model of a station: make, EVSEs and values of variables, read from a TOML file."""

import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from plugfest.simulator.device.device import Device
from plugfest.simulator.standalone.firmware_update import FAILURES, Failure

_VARIABLE = re.compile(r"^(?P<component>\w+)\.(?P<variable>\w+)(\[(?P<instance>\w+)\])?$")


class ModelError(ValueError):
    """Raised for an invalid model file; the text names the member."""


@dataclass(frozen=True, kw_only=True)
class StationModel:
    """The make of a station. `evses` lists the number of connectors of each EVSE."""

    model: str = "Plug"
    vendor: str = "plugfest"
    serial_number: str | None = None
    firmware_version: str = "1.0.0"
    evses: tuple[int, ...] = (1, 1)
    connector_type: str = "sType2"
    fixed_cables: bool = False
    firmware_failure: Failure | None = None
    """The final status of every firmware update; by default they succeed."""
    variables: dict[str, Any] = field(default_factory=dict)
    """Values by name: "OCPPCommCtrlr.HeartbeatInterval", "OCPPCommCtrlr.MessageAttempts[TransactionEvent]"."""

    def configure(self, device: Device) -> None:
        """Set the variables of a device. Raises ModelError."""
        for name, value in self.variables.items():
            parts = _VARIABLE.fullmatch(name)
            if parts is None:
                raise ModelError(
                    f'variables: "{name}" must look like Component.Variable or Component.Variable[instance]'
                )
            text = str(value).lower() if isinstance(value, bool) else str(value)
            try:
                variable = device.model.variable(parts["component"], parts["variable"], parts["instance"] or "")
            except KeyError:
                raise ModelError(f'variables: this station has no variable "{name}"') from None
            if (objection := variable.characteristics.objection(text)) is not None:
                raise ModelError(f'variables: "{name}" cannot be {text!r}: {objection}')
            device.model.put(parts["component"], parts["variable"], text, parts["instance"] or "")


def read_model(path: Path) -> StationModel:
    """Read a model file. Raises ModelError, or OSError if it cannot be opened."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: {error}") from error
    return model_of(data, str(path))


def model_of(data: dict[str, Any], source: str) -> StationModel:
    """Return the model described by a table. Raises ModelError."""
    known = {each.name for each in fields(StationModel)}
    for name in data:
        if name not in known:
            raise ModelError(f'{source}: there is no "{name}"; known are {", ".join(sorted(known))}')
    evses = data.get("evses", [1, 1])
    if not isinstance(evses, list) or not evses or not all(isinstance(each, int) and 0 < each < 10 for each in evses):
        raise ModelError(f"{source}: evses must list the number of connectors of each EVSE, such as [1, 2]")
    for name in ("model", "vendor", "serial_number", "firmware_version", "connector_type"):
        if not isinstance(data.get(name, ""), str):
            raise ModelError(f"{source}: {name} must be a string")
    if data.get("firmware_failure", FAILURES[0]) not in FAILURES:
        raise ModelError(f"{source}: firmware_failure must be one of {', '.join(FAILURES)}")
    if not isinstance(data.get("variables", {}), dict):
        raise ModelError(f"{source}: variables must be a table")
    return StationModel(**{**data, "evses": tuple(evses)})
