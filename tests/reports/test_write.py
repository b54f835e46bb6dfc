"""All reports of a run are written, from the record alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import synthetic

from plugfest.reports import write_all
from plugfest.reports.files import write_folder
from plugfest.reports.record import RecordError


def test_reports_are_written_reproducibly(tmp_path: Path) -> None:
    path = synthetic.write(tmp_path / "run.jsonl", [synthetic.case("B", 1), synthetic.case("B", 2, "violates")])
    names = {str(one.relative_to(tmp_path)) for one in write_all(path, tmp_path)}
    fixed = {"results.md", "report.html", "junit.xml", "readiness.json", "summary.md", "badges/core.svg"}
    assert fixed <= names
    before = {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()}
    write_all(path, tmp_path)
    assert {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()} == before


def test_invalid_record_is_refused_without_output(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("no record")
    with pytest.raises(RecordError):
        write_all(tmp_path / "x.jsonl", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_relayed_pass_is_marked_in_every_report(tmp_path: Path) -> None:
    path = synthetic.write(tmp_path / "run.jsonl", [synthetic.case("B", 2, "relayed", relayed=True)])
    write_all(path, tmp_path)
    for name in ("results.md", "report.html", "junit.xml"):
        assert "PASS (relayed)" in (tmp_path / name).read_text(), name
    assert "1 passed (1 relayed)" in (tmp_path / "summary.md").read_text()
    assert "1 of 1 cases pass, 1 relayed" in (tmp_path / "badges" / "plugfest.svg").read_text()
    assert '"relayed"' in next((tmp_path / "allure").glob("*-result.json")).read_text()
    assert json.loads((tmp_path / "readiness.json").read_text())["profiles"][0]["relayed"] == ["TC_B_02_CSMS"]


def test_folder_of_reports_keeps_the_files_of_others(tmp_path: Path) -> None:
    path = synthetic.write(tmp_path / "run.jsonl", [synthetic.case("B", 1)])
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "history.json").write_text("mine")
    (tmp_path / "allure").symlink_to("elsewhere")
    (tmp_path / "badges").mkdir()
    written = write_all(path, tmp_path)
    assert all(one.is_file() for one in written)
    assert (tmp_path / "elsewhere" / "history.json").read_text() == "mine"
    assert [one for one in tmp_path.iterdir() if one.name.startswith(".")] == []
    write_all(path, tmp_path)
    assert all(one.is_file() for one in written)
    assert len(list((tmp_path / "allure").iterdir())) == sum(one.parent.name == "allure" for one in written) + 1


def test_folder_made_meanwhile_gets_the_files_too(tmp_path: Path) -> None:
    def files() -> Iterator[tuple[str, str]]:
        yield "a.txt", "new"
        (tmp_path / "folder").mkdir()
        (tmp_path / "folder" / "a.txt").write_text("old")
        (tmp_path / "folder" / "b.txt").write_text("mine")

    assert write_folder(tmp_path / "folder", files()) == [tmp_path / "folder" / "a.txt"]
    assert {one.name: one.read_text() for one in (tmp_path / "folder").iterdir()} == {"a.txt": "new", "b.txt": "mine"}
    assert [one.name for one in tmp_path.iterdir()] == ["folder"]
