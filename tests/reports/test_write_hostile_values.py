"""Records of unknown origin are shown safely, or refused in one line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import synthetic

from plugfest.reports.record import RecordError
from plugfest.reports.write import write_all

Change = Callable[[dict[str, Any]], None]


def _set(*path: str | int, value: Any) -> Change:
    def change(record: dict[str, Any]) -> None:
        *outer, last = path
        place: Any = record
        for part in outer:
            place = place[part]
        place[last] = value

    return change


def _write(tmp_path: Path, change: Change) -> list[Path]:
    case: Any = synthetic.case("B", 1, "violates")
    header: Any = synthetic.header()
    change({"case": case, "header": header})
    return write_all(synthetic.write(tmp_path / "run.jsonl", [case], first=header), tmp_path / "reports")


@pytest.mark.parametrize(
    "change",
    [
        _set("case", "block", value="Z"),
        _set("case", "block", value="<b>"),
        _set("case", "id", value="../../etc/passwd"),
        _set("case", "verdict", value="SURE"),
        _set("case", "profiles", value={"nonsense": "M"}),
        _set("case", "duration", value=1e308),
        _set("case", "started", value="yesterday"),
        _set("case", "plays", 0, "trace", 0, "at", value=1e308),
        _set("case", "plays", 0, "trace", 0, "n", value=-1),
        _set("header", "started", value="2026-13-45T00:00:00Z"),
    ],
)
def test_impossible_value_is_refused_in_one_line(tmp_path: Path, change: Change) -> None:
    with pytest.raises(RecordError) as refused:
        _write(tmp_path, change)
    assert "\n" not in str(refused.value)
    assert "run.jsonl, line" in str(refused.value)


@pytest.mark.parametrize(
    "change",
    [
        _set("header", "csms", "addresses", value={"1": '"><script>z()</script>`<b>'}),
        _set("header", "run", value="../../etc"),
        _set("case", "plays", 0, "station", value="\ud800\x1b<script>z()</script>"),
        _set("case", "plays", 0, "trace", 0, "state", value="<script>z()</script>"),
        _set("case", "feature", value="(" * 5000),
        _set("case", "use_cases", value=["<script>z()</script>"]),
        _set("case", "started", value="9999-12-31T23:59:59+00:00"),
        _set("case", "plays", 0, "validations", 0, "entry", value=10**9),
    ],
)
def test_hostile_value_is_shown_and_not_executed(tmp_path: Path, change: Change) -> None:
    for path in _write(tmp_path, change):
        assert path.is_relative_to(tmp_path / "reports")
        if path.suffix in {".html", ".md", ".svg"}:
            assert "<script>z()" not in path.read_text("utf-8")
