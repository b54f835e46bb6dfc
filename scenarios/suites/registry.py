"""The scenarios and reusable states of a suite, found in the packages of its functional blocks."""

import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType

from plugfest.scenarios.intents import INTENTS
from plugfest.scenarios.language.cases import ScenarioOptions, options_of
from plugfest.scenarios.language.states import State, is_state
from plugfest.scenarios.suites.needs import names_of, states_of
from plugfest.scenarios.suites.remembered_needs import Names, remembered

_CASE_NAME = re.compile(r"TC_[A-P]_\d\d_CSMS")


@dataclass(frozen=True)
class Scenario:
    """The behaviour of one case: a function, and the options of its decorators."""

    case: str
    play: Callable[..., Awaitable[None]]
    states: Mapping[str, State]
    """The reusable states of its suite."""
    names_in_suite: Callable[[], Names] | None = None
    """Returns the names that all scenarios of its suite use, if it belongs to one."""

    @property
    def options(self) -> ScenarioOptions:
        """The options of the scenario: its begin states and variants."""
        return options_of(self.play)

    @property
    def about(self) -> str:
        """Return the subject of the case, in our own words."""
        return inspect.getdoc(self.play) or ""

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Return the names of its parameters: speakers and values."""
        return tuple(inspect.signature(self.play).parameters)

    @cached_property
    def orders(self) -> list[str]:
        """Return the intents that it, its helpers and its states give to the operator."""
        return [name for name in self._names if name in INTENTS]

    @cached_property
    def configured(self) -> list[str]:
        """Return the configured values and tokens that it reads, as "configured.evse" or "tokens.valid"."""
        return [name for name in self._names if name.startswith(("configured.", "tokens."))]

    @cached_property
    def _names(self) -> list[str]:
        return self.names_in_suite()[self.case] if self.names_in_suite else names_of(self.play, self.states)

    @cached_property
    def passes_through(self) -> set[str]:
        """Return the reusable states that it reaches, including those that its states require."""
        return states_of(self.play, self.states)


@dataclass(frozen=True)
class Behaviour:
    """The scenarios by case, and the reusable states by name, of a suite's package."""

    package: str
    scenarios: dict[str, Scenario]
    states: dict[str, State]

    def names(self) -> Names:
        """Return the names that each scenario uses, including its helpers and states."""
        return self._names

    @cached_property
    def _names(self) -> Names:
        modules = [module for name, module in sys.modules.items() if name.startswith(self.package)]
        return remembered(self.package, [Path(str(module.__file__)) for module in modules], self._read_names)

    def _read_names(self) -> Names:
        return {case: names_of(scenario.play, self.states) for case, scenario in self.scenarios.items()}


def read_behaviour(package: str) -> Behaviour:
    """Import every module of a suite's package, and collect scenarios and reusable states.

    Raises ValueError when two scenarios play the same case.
    """
    found = Behaviour(package, {}, {})
    root = importlib.import_module(package)
    for module in pkgutil.walk_packages(root.__path__, f"{package}."):
        _collect(importlib.import_module(module.name), found)
    return found


def _collect(module: ModuleType, found: Behaviour) -> None:
    for name, value in vars(module).items():
        if not inspect.iscoroutinefunction(value) or value.__module__ != module.__name__:
            continue
        if is_state(value):
            found.states[name] = value
        elif _CASE_NAME.fullmatch(name):
            if name in found.scenarios:
                other = found.scenarios[name].play.__module__
                raise ValueError(f"{name} is played by two scenarios: {other}, {module.__name__}")
            found.scenarios[name] = Scenario(name, value, found.states, found.names)
