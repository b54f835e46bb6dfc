"""Reads and amends the line of one case in a run record."""

import json
from pathlib import Path
from typing import Any

from plugfest.reports.files import replace


def case_line(path: Path, case: str) -> dict[str, Any] | None:
    """Return the last line of a case in a record that may be incomplete; None when there is none."""
    found = None
    for line in _lines(path):
        if _is_of(line, case):
            found = line
    return json.loads(found) if found is not None else None


def case_lines(path: Path, case: str) -> list[dict[str, Any]]:
    """Return all lines of a case, one per play."""
    return [json.loads(line) for line in _lines(path) if _is_of(line, case)]


def add_note(path: Path, case: str, note: dict[str, Any]) -> bool:
    """Add a note to a case in a complete record; return whether the record has the case."""
    lines, noted = _lines(path), False
    for number, line in enumerate(lines):
        if _is_of(line, case):
            record = json.loads(line)
            record["notes"] = [*record.get("notes", []), note]
            lines[number] = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
            noted = True
    if noted:
        replace(path, "".join(f"{line}\n" for line in lines))
    return noted


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    return [line for line in text.split("\n") if line.endswith("}")]


def _is_of(line: str, case: str) -> bool:
    return line.startswith(f'{{"kind":"case","id":"{case}"')
