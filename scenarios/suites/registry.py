"""Every scenario that is written, by its case; found in the packages of the functional blocks."""

import ast
import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache, cached_property

import plugfest.scenarios.suites.ocpp201_csms
from plugfest.scenarios.intents import INTENTS
from plugfest.scenarios.language.cases import ScenarioOptions, options_of

_BLOCK_PACKAGE = re.compile(r"[a-p]_\w+")
_CASE_NAME = re.compile(r"TC_[A-P]_\d\d_CSMS")


@dataclass(frozen=True)
class Scenario:
    """The behaviour of one case: a function, and what its decorators say."""

    case: str
    play: Callable[..., Awaitable[None]]

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


@cache
def scenarios() -> dict[str, Scenario]:
    """Every scenario by its case's id. Raises ValueError where two stand for the same case."""
    found: dict[str, Scenario] = {}
    for package in pkgutil.iter_modules(plugfest.scenarios.suites.ocpp201_csms.__path__):
        if not (package.ispkg and _BLOCK_PACKAGE.fullmatch(package.name)):
            continue
        block = importlib.import_module(f"plugfest.scenarios.suites.ocpp201_csms.{package.name}")
        for module in pkgutil.iter_modules(block.__path__):
            _collect(importlib.import_module(f"{block.__name__}.{module.name}"), found)
    return found


def _collect(module: object, found: dict[str, Scenario]) -> None:
    for name, value in vars(module).items():
        if not _CASE_NAME.fullmatch(name) or not inspect.iscoroutinefunction(value):
            continue
        if name in found and found[name].play is not value:
            raise ValueError(f"{name} is played by two scenarios: {found[name].play.__module__}, {value.__module__}")
        if value.__module__ == getattr(module, "__name__", None):
            found[name] = Scenario(name, value)


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
