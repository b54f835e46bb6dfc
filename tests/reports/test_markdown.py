"""results.md has the table of a certification report, and escapes hostile titles."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from support import synthetic

from plugfest.reports.markdown import escape, job_summary, results
from plugfest.reports.record import Case, Record, read_record


def _record(path: Path, cases: list[Case], *, whole: bool = True) -> Record:
    return read_record(synthetic.write(path / "run.jsonl", cases, whole=whole))


def test_one_table_per_block_under_its_heading(tmp_path: Path) -> None:
    text = results(
        _record(tmp_path, [synthetic.case("A", 1), synthetic.case("M", 2, "violates"), synthetic.case("M", 3, "none")])
    )
    assert (
        "## A_Security_CSMS\n\n| Test Case ID | Description | Result |\n| --- | --- | --- |\n| TC_A_01_CSMS |" in text
    )
    assert "## M_ISO_15118_CertificateManagement_CSMS\n" in text
    assert "## B_Provisioning_CSMS" not in text
    assert (
        "| TC_A_01_CSMS | A thing of block A that a CSMS does - Variation 1 | &#x2611; <sub><sup>PASS</sup></sub> |\n"
        in text
    )
    assert (
        "| TC_M_02_CSMS | A thing of block M that a CSMS does - Variation 2 | &#x2612; <sub><sup>FAIL</sup></sub> |\n"
        in text
    )
    assert "| &#x2610; <sub><sup>NOT_RUN</sup></sub> |\n" in text


def test_summary_names_the_tested_system_and_edition(tmp_path: Path) -> None:
    cases = [synthetic.case("A", 1), synthetic.case("B", 1, "violates"), synthetic.case("N", 21, official=False)]
    text = results(_record(tmp_path, cases))
    assert "compact CSMS" in text.splitlines()[0]
    assert "| **Tested against** | OCPP 2.0.1 Edition 3 (Part 6), errata 2025-09 |" in text
    assert "| **Cases** | 1 passed, 1 failed |" in text
    assert "## Beyond the cases of Part 6, not counted" in text
    assert "not complete" not in text


def test_interrupted_run_is_marked_not_complete(tmp_path: Path) -> None:
    record = _record(tmp_path, [synthetic.case("A", 1)], whole=False)
    assert "**This run is not complete: the run was ended from outside" in results(record)
    assert "**Not complete: " in job_summary(record)


@pytest.mark.parametrize(
    "text",
    [
        "a | b",
        "*a* _b_ `c`",
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "&lt; \\ ~~s~~",
        "# no heading",
        "TC_B_21_CSMS",
    ],
)
def test_escaped_text_is_rendered_unchanged(text: str) -> None:
    html = MarkdownIt("commonmark").enable("table").render(f"| a |\n| --- |\n| {escape(text)} |\n")
    cell = html.split("<td>")[1].split("</td>")[0]
    shown = cell.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    assert shown == text
    assert "<" not in cell


def test_line_break_is_replaced_in_a_table_row() -> None:
    assert escape("a\nb\r\n| c") == "a b \\| c"


def test_job_summary_lists_failures_with_their_causes(tmp_path: Path) -> None:
    excused = {"reason": "known, to be mended", "link": None, "until": None}
    cases = [
        synthetic.case("A", 1),
        synthetic.case("B", 1, "violates"),
        synthetic.case("B", 2, "missing", excused=excused),
    ]
    text = job_summary(_record(tmp_path, cases))
    assert "✓ 1 passed · ✕ 2 failed (1 excused)" in text
    assert "| TC_B_01_CSMS | FAIL | step 1: ResetRequest: evseId must be absent, was 1 |" in text
    assert "#### Known failures, excused by the baseline" in text
    assert "| known, to be mended | TC_B_02 |" in text
    assert "TC_B_02_CSMS" not in text


def test_job_summary_begins_with_the_most_common_causes(tmp_path: Path) -> None:
    record = _record(tmp_path, [synthetic.case("B", n, "violates") for n in range(1, 11)])
    summary = job_summary(record)
    assert summary.index("What to fix first") < summary.index("What did not pass")
    assert "| 10 | ResetRequest: evseId must be absent | TC_B_01 TC_B_02" in summary
    assert "TC_B_08 and 2 more |" in summary
