"""Workflow commands of GitHub Actions."""

from __future__ import annotations

from pathlib import Path

from support import synthetic

from plugfest.reports.github import append_outputs, append_summary, failure_annotations
from plugfest.reports.record import read_record

EXCUSED = {"reason": "ticket 7", "link": None, "until": None}


def test_new_failures_come_first_and_excused_ones_are_notices(tmp_path: Path) -> None:
    cases = [synthetic.case("B", 1, "violates", excused=EXCUSED), synthetic.case("B", 2, "api broke")]
    cases.append(synthetic.case("B", 3, "violates"))
    lines = list(failure_annotations(read_record(synthetic.write(tmp_path / "run.jsonl", cases))))
    assert lines[0] == "::error title=TC_B_03 FAIL::step 1: ResetRequest: evseId must be absent, was 1"
    assert lines[1].startswith("::warning title=TC_B_02 INCONCLUSIVE::")
    assert lines[2].startswith("::notice title=TC_B_01 FAIL (excused)::")
    assert lines[2].endswith("(expected by the baseline: ticket 7)")


def test_text_of_the_csms_cannot_begin_a_command(tmp_path: Path) -> None:
    said = "x\n::error title=pwned::hi\r\n100%"
    case = synthetic.case("B", 1, "none", verdict="FAIL", cause={"code": "connection-lost", "text": said})
    (line,) = failure_annotations(read_record(synthetic.write(tmp_path / "run.jsonl", [case])))
    assert line == "::error title=TC_B_01 FAIL::x ::error title=pwned::hi 100%25"


def test_annotations_are_limited_to_ten(tmp_path: Path) -> None:
    cases = [synthetic.case("B", number, "violates") for number in range(1, 13)]
    lines = list(failure_annotations(read_record(synthetic.write(tmp_path / "run.jsonl", cases))))
    assert len(lines) == 11
    assert "2 more cases did not pass" in lines[-1]


def test_summary_is_appended_to_the_job_summary(tmp_path: Path) -> None:
    record = read_record(synthetic.write(tmp_path / "run.jsonl", [synthetic.case("B", 1)]))
    (tmp_path / "summary.md").write_text("before\n")
    append_summary(record, tmp_path / "summary.md")
    assert (tmp_path / "summary.md").read_text().startswith("before\n### plugfest: compact CSMS")


def test_every_verdict_is_an_output_of_the_step(tmp_path: Path) -> None:
    cases = [synthetic.case("B", 1), synthetic.case("B", 2, "violates"), synthetic.case("B", 3, "violates")]
    append_outputs(read_record(synthetic.write(tmp_path / "run.jsonl", cases)), tmp_path / "output")
    outputs = (tmp_path / "output").read_text().splitlines()
    assert outputs[:3] == ["pass=1", "fail=2", "inconclusive=0"]
    assert [line.partition("=")[0] for line in outputs[3:]] == ["error", "not-applicable", "not-run"]
