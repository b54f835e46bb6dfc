"""Several systems side by side."""

from __future__ import annotations

from pathlib import Path

from support import synthetic
from support.synthetic_plays import HOSTILE

from plugfest.reports import write_matrix


def test_matrix_has_systems_as_columns_and_cases_as_rows(tmp_path: Path) -> None:
    one = [synthetic.case("B", 1), synthetic.case("B", 2, "violates"), synthetic.case("C", 1, "not claimed")]
    other = [synthetic.case("B", 1, relayed=True), synthetic.case("B", 2), synthetic.case("C", 1)]
    paths = [
        synthetic.write(tmp_path / "one.jsonl", one, first=synthetic.header("one")),
        synthetic.write(tmp_path / "other.jsonl", other, first=synthetic.header("other")),
    ]
    html, markdown = write_matrix(paths, tmp_path / "out")
    text = markdown.read_text()
    assert "| Passed, of those that apply | one | other |" in text
    assert "| **All cases** | 1 of 2 | 3 of 3 |" in text
    assert "| B Provisioning | 1 of 2 | 2 of 2 |" in text
    assert "| ✓ PASS | ✓ PASS (relayed) |" in text
    assert "| ✕ FAIL | ✓ PASS |" in text
    page = html.read_text()
    assert "<b>1</b> of 2" in page
    assert "evseId must be absent, was 1" in page
    assert "<script" not in page


def test_matrix_of_one_system_escapes_hostile_names(tmp_path: Path) -> None:
    path = synthetic.write(tmp_path / "a.jsonl", [synthetic.case("B", 1)], first=synthetic.header(HOSTILE))
    html, _ = write_matrix([path], tmp_path)
    assert "<script" not in html.read_text()
    assert "<img" not in html.read_text()
