"""Determines the needs of scenarios from their source: orders to the operator, configured values and tokens."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

Function = Callable[..., Any]
_OWN_TOKEN = frozenset({"swipes", "authorizes", "stops"})
"""Verbs of a station that use the driver's default token unless another is named."""
_VALUES = frozenset({"configured", "tokens"})


def names_of(play: Function, states: Mapping[str, Function]) -> list[str]:
    """Return every name that a scenario uses, including its helpers and states, each once, in order.

    Values are named "configured.evse" and "tokens.valid".
    """
    return list(dict.fromkeys(name for function in _reached(play, states) for name in _names_in(function)))


def states_of(play: Function, states: Mapping[str, Function]) -> set[str]:
    """Return the reusable states that a scenario reaches, including those that its states require."""
    return {function.__name__ for function in _reached(play, states)} & states.keys()


def _reached(play: Function, states: Mapping[str, Function]) -> Iterator[Function]:
    """Yield a scenario, and every function of its suite that it uses and state that it reaches, each once."""
    suite = play.__module__.rpartition(".")[0].rpartition(".")[0]
    waiting, seen = [play], {play}
    while waiting:
        function = waiting.pop(0)
        yield function
        for used in _used(function, states):
            if used not in seen and used.__module__.startswith(suite):
                seen.add(used)
                waiting.append(used)


def _used(function: Function, states: Mapping[str, Function]) -> Iterator[Function]:
    for name, is_text in _mentions(function):
        if is_text:
            if name in states:
                yield states[name]
        elif inspect.isfunction(value := function.__globals__.get(name)):
            yield value


@cache
def _mentions(function: Function) -> tuple[tuple[str, bool], ...]:
    """Return the names in a function and its texts (True), except the names of skipped states, in order."""
    tree = _source(function)
    skipped = {id(each) for node in ast.walk(tree) if _is_call_of(node, "skips") for each in ast.walk(node)}
    found: dict[tuple[str, bool], None] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(str(text)) if id(node) not in skipped:
                found[text, True] = None
            case ast.Name(name):
                found[name, False] = None
    return tuple(found)


@cache
def _names_in(function: Function) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for node in ast.walk(_source(function)) for name in _named(node)))


def _named(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(name):
            yield name
        case ast.Attribute(ast.Name(owner) | ast.Attribute(attr=owner), name) if owner in _VALUES:
            yield f"{owner}.{name}"
        case ast.Call(ast.Attribute(attr="token" | "known_token"), [ast.Constant(str(role))]):
            yield f"tokens.{role}"
        case ast.Call(ast.Attribute(attr=verb), []) if verb in _OWN_TOKEN:
            yield "tokens.valid"


def _is_call_of(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name


def _source(function: Function) -> ast.AST:
    return _functions(function.__module__).get(function.__name__, ast.Pass())


@cache
def _functions(module: str) -> dict[str, ast.AST]:
    """Return the source of all functions of a module, read once for all of them."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
