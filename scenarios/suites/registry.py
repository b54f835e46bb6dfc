"""The scenarios and reusable states of a suite, found in the packages of its functional blocks."""

import ast
import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import ModuleType

from plugfest.scenarios.intents import INTENTS
from plugfest.scenarios.language.cases import ScenarioOptions, options_of
from plugfest.scenarios.language.states import State, is_state

_CASE_NAME = re.compile(r"TC_[A-P]_\d\d_CSMS")


@dataclass(frozen=True)
class Scenario:
    """The behaviour of one case: a function, and what its decorators say."""

    case: str
    play: Callable[..., Awaitable[None]]
    states: Mapping[str, State]
    """The reusable states of its suite."""

    @property
    def options(self) -> ScenarioOptions:
        """What it begins with, and the ways to play it."""
        return options_of(self.play)

    @property
    def about(self) -> str:
        """What the case is about, in our own words."""
        return inspect.getdoc(self.play) or ""

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The speakers and values that it asks for, by name."""
        return tuple(inspect.signature(self.play).parameters)

    @cached_property
    def orders(self) -> list[str]:
        """The intents that it gives to the operator."""
        return [name for name in self._names if name in INTENTS]

    @cached_property
    def configured(self) -> list[str]:
        """The configured values and tokens that it reads, as "configured.evse" or "tokens.valid"."""
        return [name for name in self._names if name.startswith(("configured.", "tokens."))]

    @cached_property
    def _names(self) -> list[str]:
        return _names(self.play)


@dataclass(frozen=True)
class Behaviour:
    """All that a suite's package defines: its scenarios by case, and its reusable states by name."""

    scenarios: dict[str, Scenario]
    states: dict[str, State]


def read_behaviour(package: str) -> Behaviour:
    """Import every module of a suite's package, and collect scenarios and reusable states.

    Raises ValueError where two scenarios play the same case.
    """
    found = Behaviour({}, {})
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
            found.scenarios[name] = Scenario(name, value, found.states)


def _names(play: Callable[..., Awaitable[None]]) -> list[str]:
    """Names and attributes ("configured.evse") that a scenario's source speaks of, in order, each once."""
    names: dict[str, None] = {}
    for node in ast.walk(_functions(play.__module__)[play.__name__]):
        if isinstance(node, ast.Name):
            names[node.id] = None
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            names[f"{node.value.id}.{node.attr}"] = None
    return list(names)


@cache
def _functions(module: str) -> dict[str, ast.AsyncFunctionDef]:
    """The source of all scenarios of a module, read once for all of them."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node for node in tree.body if isinstance(node, ast.AsyncFunctionDef)}
