"""The scriptable charging station: protocol, device model, EV, transactions, and the link to the CSMS.

To drive one from Python: `from plugfest.simulator import ChargingStation`. What is listed in `__all__` is public.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plugfest.simulator.connection.tls import ClientCertificate
    from plugfest.simulator.standalone.charging_station import CallRefused, ChargingStation
    from plugfest.simulator.standalone.control_api import ControlApi
    from plugfest.simulator.standalone.misbehaviour import MISBEHAVIOURS
    from plugfest.simulator.standalone.model_file import ModelError, StationModel, read_model
    from plugfest.simulator.standalone.script import ScriptError, parse_script, read_script, run_script
    from plugfest.simulator.standalone.station_events import StationEvent
    from plugfest.simulator.station import NotConnectedError

_MODULES = {
    "CallRefused": "standalone.charging_station",
    "ChargingStation": "standalone.charging_station",
    "ClientCertificate": "connection.tls",
    "ControlApi": "standalone.control_api",
    "MISBEHAVIOURS": "standalone.misbehaviour",
    "ModelError": "standalone.model_file",
    "NotConnectedError": "station",
    "ScriptError": "standalone.script",
    "StationEvent": "standalone.station_events",
    "StationModel": "standalone.model_file",
    "parse_script": "standalone.script",
    "read_model": "standalone.model_file",
    "read_script": "standalone.script",
    "run_script": "standalone.script",
}

__all__ = [
    "MISBEHAVIOURS",
    "CallRefused",
    "ChargingStation",
    "ClientCertificate",
    "ControlApi",
    "ModelError",
    "NotConnectedError",
    "ScriptError",
    "StationEvent",
    "StationModel",
    "parse_script",
    "read_model",
    "read_script",
    "run_script",
]


def __getattr__(name: str) -> Any:
    # Imported on first use, so that users of a part of the simulator do not load all of it.
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"plugfest.simulator.{_MODULES[name]}"), name)
