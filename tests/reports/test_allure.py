"""Allure result files."""

from __future__ import annotations

import json
from pathlib import Path

from allure_commons import model2
from support import synthetic

from plugfest.reports import write_all


def test_allure_has_steps_labels_and_frames(tmp_path: Path) -> None:
    path = synthetic.write(
        tmp_path / "run.jsonl", [synthetic.case("B", 22, "violates"), synthetic.case("B", 2, "not claimed")]
    )
    write_all(path, tmp_path)
    results = {}
    for file in (tmp_path / "allure").glob("*-result.json"):
        result = json.loads(file.read_text())
        results[result["name"].split()[0]] = result
    result = results["TC_B_22_CSMS"]
    labels = {(label["name"], label["value"]) for label in result["labels"]}
    assert {("epic", "B_Provisioning_CSMS"), ("feature", "B11"), ("severity", "critical")} <= labels
    assert result["status"] == "failed"
    assert "evseId must be absent" in result["statusDetails"]["message"]
    play = result["steps"][0]
    assert [step["name"] for step in play["steps"]][1] == "The case"
    attachment = tmp_path / "allure" / play["attachments"][0]["source"]
    assert '"Reset",{"type":"Immediate","evseId":1}]' in attachment.read_text()
    assert results["TC_B_02_CSMS"]["status"] == "skipped"


def test_allure_results_of_an_earlier_run_are_removed(tmp_path: Path) -> None:
    first = synthetic.write(tmp_path / "run.jsonl", [synthetic.case("B", 1), synthetic.case("B", 2)])
    write_all(first, tmp_path)
    write_all(synthetic.write(tmp_path / "run.jsonl", [synthetic.case("C", 1)]), tmp_path)
    assert len(list((tmp_path / "allure").glob("*-result.json"))) == 1


def test_allure_has_environment_categories_executor_and_links(tmp_path: Path) -> None:
    excused = {"reason": "ticket 7", "link": "https://example.com/7", "until": None}
    path = synthetic.write(tmp_path / "run.jsonl", [synthetic.case("B", 1, "violates", excused=excused)])
    write_all(path, tmp_path)
    folder = tmp_path / "allure"
    assert "Security.profile.1=ws://127.0.0.1:9000/{station}\n" in (folder / "environment.properties").read_text()
    assert json.loads((folder / "categories.json").read_text())[0]["matchedStatuses"] == ["failed"]
    assert json.loads((folder / "executor.json").read_text())["type"] == "plugfest"
    (result,) = folder.glob("*-result.json")
    assert json.loads(result.read_text())["links"] == [
        {"type": "issue", "url": "https://example.com/7", "name": "ticket 7"}
    ]


def test_members_are_those_of_allures_own_classes_in_their_order(tmp_path: Path) -> None:
    excused = {"reason": "ticket 7", "link": "https://example.com/7", "until": None}
    path = synthetic.write(tmp_path / "run.jsonl", [synthetic.case("B", 22, "violates", excused=excused)])
    write_all(path, tmp_path)
    (file,) = (tmp_path / "allure").glob("*-result.json")
    result = json.loads(file.read_text())
    play = result["steps"][0]
    for one, kind in (
        (result, model2.TestResult),
        (result["statusDetails"], model2.StatusDetails),
        (result["labels"][0], model2.Label),
        (result["links"][0], model2.Link),
        (result["parameters"][0], model2.Parameter),
        (play, model2.TestStepResult),
        (play["steps"][1]["steps"][0], model2.TestStepResult),
        (play["attachments"][0], model2.Attachment),
    ):
        assert list(one) == [name for name in vars(kind()) if name in one], kind
