"""Every output of foreign text is listed here and tested with hostile text."""

from __future__ import annotations

import ast
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import synthetic
from support.synthetic_plays import hostile, missing, refusal, relayed, reset, schema_broken

import plugfest
from plugfest.reports.comparison.write import write_comparison
from plugfest.reports.record import read_record
from plugfest.reports.terminal import show, summary
from plugfest.reports.visible_console import visible_console
from plugfest.reports.write import write_all

ATTACK = "\n".join(
    [
        "x",
        "::error title=pwned::hi ##[error]y\r\x1b[2J\x1b]0;title\x07\u202e\u2028",
        "| a | `b` </details><script>z()</script>",
    ]
)

WAYS_OUT = {
    "reports/visible_console.py": "makes the console that every command prints to",
    "scenarios/cli/failure.py": "why a command could not be carried out: shown by visible()",
    "scenarios/cli/baseline.py": "the baseline as TOML: shown by visible()",
    "scenarios/cli/main.py": "a word of our own",
    "scenarios/cli/report.py": "paths of the reports that were written",
    "scenarios/cli/init.py": "paths and questions of our own",
    "scenarios/cli/fleet.py": "figures, what went wrong: shown by visible()",
    "scenarios/cli/console.py": "the address of the console",
    "scenarios/console/serve.py": "nothing: its Console is the page of that name",
    "scenarios/cli/station.py": "whether a terminal is there; it prints to the console of visible_console()",
    "scenarios/cli/cases.py": "the catalogue as JSON",
    "scenarios/cli/streams.py": "prepares the streams of visible consoles",
    "scenarios/cli/summary.py": "workflow commands, whose text github_data() has escaped",
    "scenarios/cli/matrix.py": "paths of the pages that were written",
    "scenarios/operators/terminal.py": "what a person is asked: shown by visible()",
    "scenarios/engine/compact_process.py": "the log of the compact CSMS, which csms/log.py has made visible",
    "csms/command_line.py": "the usage, under an argument that is wrong",
    "csms/__main__.py": "the ready line, and why the CSMS cannot start",
}
"""Modules that write to a terminal or a log, and their handling of foreign text."""


def test_only_listed_modules_write_to_a_terminal() -> None:
    root = Path(str(plugfest.__path__[0]))
    found = {
        path.relative_to(root).as_posix()
        for part in ("csms", "simulator", "scenarios", "reports")
        for path in (root / part).rglob("*.py")
        if any(_writes(node) for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    }
    assert found <= set(WAYS_OUT), "a way out that is not listed: use visible_console() or visible()"


def _writes(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sys":
        return node.attr in {"stdout", "stderr"}
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        return (node.func.value.id, node.func.attr) == ("os", "write")
    return isinstance(node.func, ast.Name) and node.func.id in {"print", "Console"}


def _attacked(value: Any, name: str = "") -> Any:
    """Every text that a peer can choose, with the attack at its end."""
    if isinstance(value, dict):
        return {key: _attacked(member, key) for key, member in value.items()}
    if isinstance(value, list):
        return [_attacked(member, name) for member in value]
    chosen = {"text", "detail", "reason", "actual", "subject", "path", "matcher", "url", "label", "station", "name"}
    if isinstance(value, str) and name in chosen | {"description", "intent", "title", "about", "body", "operator"}:
        return value + ATTACK
    return value


@pytest.fixture
def record(tmp_path: Path) -> Path:
    plays = [reset(violated=True), refusal("expired", let_in=True), missing(), schema_broken(), relayed(), hostile()]
    cases = []
    for number, play in enumerate(plays, 1):
        case = synthetic.case("B", number, "violates")
        case["plays"] = [_attacked(play)]
        cases.append({**_attacked({**case, "plays": []}), "plays": case["plays"]})
    header = synthetic.header()
    first = {**header, "csms": {**header["csms"], "name": f"CSMS {ATTACK}", "description": ATTACK}}
    first["csms"]["addresses"] = {"1": f"ws://host/{ATTACK}`<b>"}
    return synthetic.write(tmp_path / "run.jsonl", cases, first=first)  # type: ignore[arg-type]


def _problems(text: str) -> Iterator[str]:
    for pattern in (r"(?m)^\s*::", r"##\w*\[", "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u2028]"):
        found = re.search(pattern, text)
        if found:
            yield f"{found.group()!r} in {text[max(0, found.start() - 80) : found.end() + 40]!r}"


def test_no_report_contains_hostile_text_unescaped(record: Path, tmp_path: Path) -> None:
    written = write_all(record, tmp_path / "reports")
    written += write_comparison([record, record], tmp_path / "comparison")
    for path in written:
        if path.name == "readiness.json":  # data for programs, as the record itself
            continue
        text = path.read_text("utf-8")
        assert list(_problems(text)) == [], path.name
        if path.suffix == ".json":
            assert list(_problems("\n".join(_texts(json.loads(text))))) == [], path.name
        if path.suffix in {".html", ".md", ".svg"}:
            assert "<script>z()" not in text, path.name
            assert "</details><script" not in text, path.name


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for member in value.values():
            yield from _texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("width", [40, 200])
def test_no_command_prints_hostile_text_unescaped(record: Path, width: int) -> None:
    file = io.StringIO()
    console = visible_console(file, width=width)
    read = read_record(record)
    for case in read.cases:
        show(console, case, whole=True)
    summary(console, read)
    assert list(_problems(file.getvalue())) == []
