"""Readiness per certification profile, from claims and verdicts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support import synthetic

from plugfest.reports.readiness import ProfileReadiness, as_json, missing, readiness, ready
from plugfest.reports.record import Case, read_record


def _core(path: Path, cases: list[Case], **claims: Any) -> ProfileReadiness:
    header = synthetic.header()
    header["csms"]["claims"].update(claims)  # type: ignore[typeddict-item]
    record = read_record(synthetic.write(path / "run.jsonl", cases, first=header))
    return next(profile for profile in readiness(record) if profile.profile == "core")


def _case(number: int, kind: str = "passes", demand: str = "M", **changes: Any) -> Case:
    feature = "C-13" if demand == "C" else None
    return synthetic.case("B", number, kind, **({"profiles": {"core": demand}, "feature": feature} | changes))


def test_profile_is_ready_if_all_its_cases_pass(tmp_path: Path) -> None:
    core = _core(tmp_path, [_case(1), _case(2, demand="C"), _case(3, "violates", profiles={})])
    assert core.ready
    assert core.sentence == "Ready: all 2 cases that Part 5 asks for passed."
    assert missing(core) == []


def test_profile_that_is_not_ready_lists_missing_cases(tmp_path: Path) -> None:
    core = _core(tmp_path, [_case(1), _case(2, "violates"), _case(3, "api broke"), _case(4, "none")])
    assert not core.ready
    assert core.sentence == "Not ready: 1 of 4 passed, 1 failed, 1 inconclusive, 1 not run."
    assert missing(core) == ["TC_B_02", "TC_B_03", "TC_B_04"]


def test_conditional_case_counts_only_if_its_feature_is_claimed(tmp_path: Path) -> None:
    cases = [_case(1), _case(2, "not claimed", demand="C")]
    assert _core(tmp_path, cases, features={"C-13": False}).ready
    claimed = _core(tmp_path, cases, features={"C-13": True})
    assert not claimed.ready
    assert missing(claimed) == ["TC_B_02"]
    left_open = _core(tmp_path, cases, features={})
    assert [(case["id"], reason) for case, reason in left_open.free] == [("TC_B_02_CSMS", "feature R-2 is not claimed")]


def test_unplayed_mandatory_case_is_missing_unless_refusal_is_allowed(tmp_path: Path) -> None:
    assert missing(_core(tmp_path, [_case(1), _case(2, "not claimed")])) == ["TC_B_02"]
    declared = {"code": "refused-by-declaration", "text": "the configuration declares it"}
    assert _core(tmp_path, [_case(1), _case(2, "not claimed", cause=declared)]).ready


def test_relayed_pass_is_named(tmp_path: Path) -> None:
    core = _core(tmp_path, [_case(1), _case(2, "relayed")])
    assert [case["id"] for case in core.relayed] == ["TC_B_02_CSMS"]
    assert "1 of them rest on content that plugfest supplied" in core.sentence


def test_cases_past_the_251_do_not_count(tmp_path: Path) -> None:
    assert _core(tmp_path, [_case(1), _case(2, "violates", official=False)]).ready


def test_record_has_the_profiles_of_its_edition(tmp_path: Path) -> None:
    header = synthetic.header()
    header["csms"]["claims"] = {"profiles": ["core"], "features": {"LA-0": True, "R-0": False}, "questions": {}}
    by_edition_4 = [
        _case(1),
        synthetic.case("D", 1, profiles={"core": "C"}, feature="LA-0"),
        synthetic.case("D", 2, "violates", profiles={"core": "C"}, feature="LA-0"),
        synthetic.case("H", 8, "not claimed", profiles={"core": "C"}, feature="R-0 and R-2"),
    ]
    record = read_record(synthetic.write(tmp_path / "new.jsonl", by_edition_4, first=header))
    (core,) = readiness(record)
    assert (missing(core), [case["id"] for case, _ in core.free]) == (["TC_D_02"], ["TC_H_08_CSMS"])

    by_edition_3 = [_case(1), synthetic.case("D", 2, "violates", profiles={"local-list": "M"})]
    record = read_record(synthetic.write(tmp_path / "old.jsonl", by_edition_3))
    assert [(each.profile, each.ready) for each in readiness(record)] == [("core", True), ("local-list", False)]


def test_nothing_is_ready_without_core(tmp_path: Path) -> None:
    cases = [_case(1), synthetic.case("D", 1, profiles={"local-list": "M"})]
    for claimed, expected in ((["core", "local-list"], True), (["local-list"], False)):
        header = synthetic.header()
        header["csms"]["claims"]["profiles"] = claimed  # type: ignore[typeddict-item]
        record = read_record(synthetic.write(tmp_path / "run.jsonl", cases, first=header))
        assert ready(readiness(record)) is expected
        assert as_json(record)["ready"] is expected
