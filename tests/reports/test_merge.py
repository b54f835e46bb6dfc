"""Records of the shards of one run become one record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support import synthetic

from plugfest.reports.merge import MergeError, merged, missing_shards
from plugfest.reports.record import Case, Record, read_record, violation


def _record(path: Path, cases: list[Case], **header: Any) -> Record:
    return read_record(synthetic.write(path, cases, first=synthetic.header(**header)))


def test_played_case_replaces_one_not_run(tmp_path: Path) -> None:
    first = _record(tmp_path / "a.jsonl", [synthetic.case("B", 1), synthetic.case("B", 2, "none")])
    later = {"started": "2026-11-22T08:00:01.000Z"}
    second = _record(
        tmp_path / "b.jsonl", [synthetic.case("B", 1, "none"), synthetic.case("B", 2, "violates")], **later
    )
    for records in ([first, second], [second, first]):
        header, cases, footer = merged(records)
        assert [(case["id"], case["verdict"]) for case in cases] == [("TC_B_01_CSMS", "PASS"), ("TC_B_02_CSMS", "FAIL")]
        assert footer["counts"] == {"PASS": 1, "FAIL": 1}
        assert (footer["exit"], footer["duration"]) == (1, 8.2)
        assert [violation(line) for line in (header, footer)] == [None, None]


def test_interrupted_shard_makes_the_merged_run_interrupted(tmp_path: Path) -> None:
    whole = _record(tmp_path / "a.jsonl", [synthetic.case("B", 1)])
    cut = read_record(synthetic.write(tmp_path / "b.jsonl", [synthetic.case("B", 2)], whole=False))
    assert merged([whole, cut])[2]["interrupted"]
    assert merged([whole, cut])[2]["exit"] == 130


def test_run_without_one_of_its_shards_is_not_as_expected(tmp_path: Path) -> None:
    shards = [
        _record(
            tmp_path / f"{number}.jsonl",
            [synthetic.case("B", number)],
            options={"strict": False, "workers": 1, "selection": [], "shard": {"number": number, "of": 4}},
        )
        for number in (1, 2, 4)
    ]
    assert missing_shards(shards) == ["3/4"]
    footer = merged(shards)[2]
    assert (footer["interrupted"], footer["exit"]) == (True, 1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "another"}, 'name "compact CSMS" and "another"'),
        ({"plugfest": "0.2.0"}, 'plugfest "0.1.0" and "0.2.0"'),
        ({"rules": 2}, "rules unknown and 2"),
        ({"options": {"strict": True, "workers": 1, "selection": []}}, "--strict off and on"),
    ],
)
def test_records_of_different_runs_are_refused(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    first = _record(tmp_path / "a.jsonl", [synthetic.case("B", 1)])
    with pytest.raises(MergeError, match=said):
        merged([first, _record(tmp_path / "b.jsonl", [synthetic.case("B", 2)], **changes)])
