"""Every regular expression takes linear time, whatever text a peer sends."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.regex_work import attacks, steps

import plugfest
from plugfest.reports.record import patterns

SHORT, LONG = 150, 300
"""Characters: more than a bounded repetition takes."""
OF_THE_USER = {
    "scenarios/config/conditions.py",
    "scenarios/config/http_api/inspection.py",
    "scenarios/operators/http/answers.py",
}
"""Modules whose patterns come from the user's own configuration file."""


def _modules() -> Iterator[str]:
    for part in ("csms", "simulator", "scenarios", "reports"):
        package = importlib.import_module(f"plugfest.{part}")
        yield package.__name__
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield found.name


def _patterns() -> dict[str, re.Pattern[str]]:
    """Every pattern of the four parts: compiled ones of the modules, and arguments of calls of `re`."""
    found: dict[str, re.Pattern[str]] = {}
    for name in _modules():
        module = importlib.import_module(name)
        found.update({f"{name}:{key}": value for key, value in vars(module).items() if isinstance(value, re.Pattern)})
        for call in _calls(Path(str(module.__file__))):
            pattern = call.args[0]
            if isinstance(pattern, ast.Constant):
                found.setdefault(f"{name}:{call.lineno}", re.compile(pattern.value))
    different = {pattern.pattern: name for name, pattern in reversed(found.items()) if isinstance(pattern.pattern, str)}
    return {name: found[name] for name in different.values()}


def _calls(path: Path) -> Iterator[ast.Call]:
    text = path.read_text("utf-8")
    if not re.search(r"\bre\s*\.", text):  # parsing every file would take seconds
        return
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr != "escape"
        ):
            yield node


def _worst(pattern: re.Pattern[str]) -> tuple[float, str]:
    """The greatest growth of steps from a text to one of twice its length, and the text that it repeats."""
    suspects = sorted(attacks(pattern), key=lambda attack: steps(pattern, _text(*attack, 48)))[-2:]
    grown = [(steps(pattern, _text(*one, LONG)) / steps(pattern, _text(*one, SHORT)), repr(one)) for one in suspects]
    return max(grown)


def _text(before: str, unit: str, size: int) -> str:
    return before + unit * (size // len(unit)) + "\x00"


@pytest.mark.parametrize(
    ("name", "pattern"), _patterns().items(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_pattern_takes_linear_time(name: str, pattern: re.Pattern[str]) -> None:
    growth, text = _worst(pattern)
    assert growth < 2.5, f"{name} is quadratic in {text}"


def test_only_listed_modules_compile_patterns_at_run_time() -> None:
    root = Path(str(plugfest.__path__[0]))
    made = set()
    for part in ("csms", "simulator", "scenarios", "reports"):
        for path in (root / part).rglob("*.py"):
            for call in _calls(path):
                first = call.args[0]
                if isinstance(first, ast.Name | ast.Attribute | ast.Call):
                    made.add(path.relative_to(root).as_posix())
    assert made <= OF_THE_USER | {"csms/net/handshake.py"}


@pytest.mark.parametrize(
    "pattern",
    [r"\b[a-z][a-z0-9+.-]*://[^/]*@", r'(\\*"[a-z_]*password[a-z_]*\\*"\s*:)', r"[A-Za-z0-9]*secret[A-Za-z0-9]*"],
)
def test_step_counter_detects_quadratic_patterns(pattern: str) -> None:
    assert _worst(re.compile(pattern))[0] > 2.5


@pytest.mark.parametrize("text", ['"apiPassword": "x"', "wss://u:p@h", "a b", "-----BEGIN PRIVATE KEY-----x"])
def test_step_counter_matches_where_re_matches(text: str) -> None:
    assert steps(patterns._MEMBER, text) >= len(text)
