"""junit.xml: validity by the schema of Jenkins' xUnit plugin, and content."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import xmlschema
from support import synthetic

from plugfest.reports.junit import junit
from plugfest.reports.record import Case, Record, RecordWriter, read_record

SCHEMA = xmlschema.XMLSchema10(Path(__file__).with_name("junit-10.xsd"))


def _junit(path: Path, cases: list[Case], **footer: object) -> ET.Element:
    with RecordWriter(path / "run.jsonl") as writer:
        writer.header(synthetic.header())
        for case in cases:
            writer.case(case)
        writer.footer(synthetic.footer(cases, **footer))
    root = ET.fromstring(junit(read_record(path / "run.jsonl")))
    SCHEMA.validate(root)
    return root


def test_file_is_valid_by_the_schema(failing_run: Record) -> None:
    root = ET.fromstring(junit(failing_run))
    SCHEMA.validate(root)
    assert root.get("tests") == "251"
    assert len(root.findall("testsuite")) == 16
    assert sum(len(suite.findall("testcase")) for suite in root) == 251
    for suite in root:
        for name, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(name, "-1")) == len(suite.findall(f"testcase/{element}"))


def test_each_verdict_has_its_element(tmp_path: Path) -> None:
    kinds = {"passes": None, "violates": "failure", "api broke": "error", "broke": "error", "not claimed": "skipped"}
    root = _junit(tmp_path, [synthetic.case("B", number, kind) for number, kind in enumerate(kinds, 1)])
    found = [next((child.tag for child in case if child.tag != "system-out"), None) for case in root.iter("testcase")]
    assert found == list(kinds.values())


def test_failure_names_step_expected_and_actual(tmp_path: Path) -> None:
    failure = _junit(tmp_path, [synthetic.case("B", 22, "violates")]).find(".//failure")
    assert failure is not None
    assert failure.get("message") == "step 1: ResetRequest: evseId must be absent, was 1"
    text = failure.text or ""
    for line in (
        "requirements: B11.FR.01, B11.FR.02",
        "step 1: ResetRequest: evseId must be absent, was 1",
        "  basis:    Part 6, TC_B_22, step 1; erratum 6.2.15",
        "  expected: absent",
        "  actual:   1",
        '  frame:    [2,"c-PF-B022-0008","Reset",{"type":"Immediate","evseId":1}]',
        "  hint:     Leave the field evseId out.",
    ):
        assert line in text.splitlines()


def test_ids_are_in_classname_and_output(tmp_path: Path) -> None:
    case = _junit(tmp_path, [synthetic.case("B", 22)]).find(".//testcase")
    assert case is not None
    assert case.get("classname") == "plugfest.B_Provisioning_CSMS"
    assert case.get("name", "").startswith("TC_B_22_CSMS ")
    assert "requirements: B11.FR.01" in case.findtext("system-out", "")


def test_excused_case_is_skipped_and_unmet_entry_fails(tmp_path: Path) -> None:
    excused = {"reason": "known", "link": None, "until": None}
    cases = [synthetic.case("B", 1, "violates", excused=excused), synthetic.case("B", 2)]
    root = _junit(tmp_path, cases, unmet_baseline=["TC_B_02_CSMS passes now"])
    first, second = root.iter("testcase")
    assert first.find("skipped") is not None
    assert first.find("failure") is None
    assert second.find("failure") is not None


def test_characters_that_xml_forbids_are_replaced(tmp_path: Path) -> None:
    case = synthetic.case("B", 1, "violates", title="bell \x07, null \x00, <tag> & ]]>")
    root = _junit(tmp_path, [case])
    found = root.find(".//testcase")
    assert found is not None
    assert found.get("name") == r"TC_B_01_CSMS bell \u0007, null \u0000, <tag> & ]]>"
