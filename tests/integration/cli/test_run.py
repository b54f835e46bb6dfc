"""`plugfest run`: what it plays, what it writes, and how it ends."""

import json
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

WRITTEN = ("run.jsonl", "results.md", "report.html", "junit.xml")


def test_run_plays_selected_cases_against_the_compact_csms(
    plugfest_process: Any, record: Any, csms_of: Any, tmp_path: Path
) -> None:
    said = plugfest_process("run", "TC_B_21", "TC_A_02", "--workers", "2")
    assert (said.code, said.err) == (0, "")
    assert "PASS" in said.out
    assert "TC_B_21_CSMS" in said.out
    for name in WRITTEN:
        assert (tmp_path / "results" / name).stat().st_size > 0
    run = record()
    assert Counter(case["verdict"] for case in run.cases if case["official"]) == {"PASS": 2, "NOT_RUN": 249}
    assert (run.footer["exit"], run.footer["interrupted"], run.footer["csms_end"]) == (0, False, "ended with code 0")
    assert run.header["options"] == {
        "strict": False,
        "no_relayed": False,
        "workers": 2,
        "selection": ["TC_B_21", "TC_A_02"],
        "shard": None,
    }
    assert csms_of() == [], "the CSMS of a run ends with it"
    table = (tmp_path / "results" / "results.md").read_text()
    assert "B_Provisioning_CSMS" in table
    assert table.count("&#x2611; <sub><sup>PASS</sup></sub>") == 2
    junit = ElementTree.parse(tmp_path / "results" / "junit.xml").getroot()
    assert len([case for case in junit.iter("testcase") if case.find("skipped") is None]) == 2


def test_report_command_reproduces_every_file_byte_by_byte(
    plugfest: Any, their_csms: str, described: Any, tmp_path: Path
) -> None:
    plugfest("run", "TC_B_01", "TC_B_20", "--csms", described(their_csms))
    folder = tmp_path / "results"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    said = plugfest("report", "results/run.jsonl")
    assert (said.code, said.err) == (0, "")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    plugfest("report", "results/run.jsonl", "--results", "elsewhere")
    for name in WRITTEN[1:]:
        assert (tmp_path / "elsewhere" / name).read_bytes() == before[folder / name]


def test_inconclusive_cases_are_listed_and_fail_the_run(
    plugfest: Any, their_csms: str, described: Any, verdicts: Any
) -> None:
    said = plugfest("run", "TC_B_01", "TC_B_30", "TC_B_20", "--csms", described(their_csms))
    assert said.code == 1
    assert verdicts() == {"TC_B_01": "PASS", "TC_B_30": "INCONCLUSIVE", "TC_B_20": "INCONCLUSIVE"}
    assert "no station of the pool fits: role 'uncommissioned', security profile 1" in said.out
    assert "there is no operator" in said.out


def test_failed_option_repeats_only_cases_that_did_not_pass(
    plugfest: Any, their_csms: str, described: Any, verdicts: Any, record: Any
) -> None:
    file = described(their_csms)
    assert plugfest("run", "--failed", "--csms", file).code == 2, "there is no earlier run"
    plugfest("run", "TC_B_01", "TC_B_20", "--csms", file)
    first = record().header
    said = plugfest("run", "--failed", "--csms", file)
    assert (said.code, verdicts()) == (1, {"TC_B_01": "PASS", "TC_B_20": "INCONCLUSIVE"})
    assert "TC_B_01_CSMS" not in said.out
    assert record().case("TC_B_01")["carried"]["run"] == first["run"]
    assert "carried" not in record().case("TC_B_20")
    assert plugfest("run", "TC_B_01", "--csms", file).code == 0
    said = plugfest("run", "--failed", "--csms", file)
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert "there is nothing to play again" in said.err


def test_resumed_run_plays_only_undecided_cases(
    plugfest: Any, their_csms: str, described: Any, verdicts: Any, tmp_path: Path
) -> None:
    file = described(their_csms)
    plugfest("run", "TC_B_01", "TC_B_20", "--csms", file, "--results", "first")
    said = plugfest("run", "TC_B_01", "TC_B_20", "TC_E_03", "--resume", "first/run.jsonl", "--csms", file)
    assert said.code == 1
    assert verdicts() == {"TC_B_01": "PASS", "TC_B_20": "INCONCLUSIVE", "TC_E_03": "PASS"}
    first = [json.loads(line) for line in (tmp_path / "first/run.jsonl").read_text().splitlines()]
    again = [json.loads(line) for line in (tmp_path / "results/run.jsonl").read_text().splitlines()]
    played = {line["id"]: line for line in again if line["kind"] == "case"}
    kept = [line for line in first if line["kind"] == "case" and line["verdict"] == "PASS"]
    origin = {name: first[0][name] for name in ("run", "started", "plugfest")}
    assert [played[line["id"]] for line in kept] == [{**line, "carried": origin} for line in kept]
    assert "TC_B_01_CSMS" not in said.out


def test_strict_option_is_recorded(plugfest: Any, their_csms: str, described: Any, record: Any) -> None:
    assert plugfest("run", "TC_B_01", "--strict", "--csms", described(their_csms)).code == 0
    assert record().header["options"]["strict"] is True


def test_output_contains_no_secrets(plugfest: Any, their_csms: str, described: Any, tmp_path: Path) -> None:
    said = plugfest("run", "TC_B_01", "TC_A_02", "--csms", described(their_csms))
    for text in (said.out, said.err, *(path.read_text() for path in (tmp_path / "results").rglob("*.*"))):
        assert "a password of theirs" not in text


# --- nothing could be played: exit code 2, with one line that says what to do ---


def one_line(said: Any) -> str:
    assert said.code == 2
    assert said.out == ""
    assert said.err.startswith("plugfest: ")
    assert said.err.count("\n") == 1, said.err
    return str(said.err)


def test_unreachable_csms_is_reported_in_one_line(plugfest_process: Any, described: Any, tmp_path: Path) -> None:
    line = one_line(plugfest_process("run", "--csms", described("ws://127.0.0.1:1/{station}")))
    assert line == "plugfest: Cannot connect to 127.0.0.1:1. Start the CSMS, or correct [addresses] in theirs.toml.\n"
    assert not (tmp_path / "results" / "run.jsonl").exists()


@pytest.mark.parametrize("command", ["run", "cases", "explain", "show", "selfcheck"])
def test_unknown_case_is_reported_with_the_nearest_name(plugfest: Any, command: str) -> None:
    line = one_line(plugfest(command, "TC_B_23"))
    assert line.startswith("plugfest: TC_B_23 is no case, block or certification profile; nearest: TC_B_22_CSMS")


def test_missing_csms_file_is_reported_in_one_line(plugfest: Any) -> None:
    assert "nowhere.toml" in one_line(plugfest("run", "--csms", "nowhere.toml"))


def test_every_mistake_of_a_csms_file_is_reported(plugfest: Any, described: Any) -> None:
    said = plugfest("run", "--csms", described("http://127.0.0.1:1", '\n[operator]\nkind = "telepathy"\n[nonsense]\n'))
    assert (said.code, said.out) == (2, "")
    for place in ("addresses.1.url", "operator.kind", "nonsense"):
        assert place in said.err
    assert "Traceback" not in said.err


def test_unreachable_operator_api_is_reported_in_one_line(plugfest: Any, their_csms: str, described: Any) -> None:
    operator = '\n[operator]\nkind = "compact"\nurl = "http://127.0.0.1:1"\ntoken = "x"\n'
    line = one_line(plugfest("run", "--csms", described(their_csms, operator)))
    assert "operator API at http://127.0.0.1:1 does not answer" in line


def test_invalid_run_record_is_reported_in_one_line(plugfest: Any, tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").write_text("nonsense\n")
    for words in (["report", "run.jsonl"], ["show", "TC_B_21", "run.jsonl"], ["run", "--resume", "run.jsonl"]):
        assert "run.jsonl cannot be read as a run record" in one_line(plugfest(*words))


def test_unwritable_results_folder_is_reported_in_one_line(plugfest: Any, tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file stands in the way")
    assert "results" in one_line(plugfest("run", "TC_B_01"))


@pytest.mark.parametrize("workers", ["0", "-1", "many"])
def test_invalid_worker_count_is_refused(plugfest: Any, workers: str) -> None:
    said = plugfest("run", "--workers", workers)
    assert said.code == 2
    assert "--workers" in said.err
    assert "Traceback" not in said.err


def test_record_of_another_csms_or_option_cannot_be_resumed(plugfest: Any, their_csms: str, described: Any) -> None:
    plugfest("run", "TC_B_01", "TC_B_20", "--csms", described(their_csms), "--results", "first")
    again = ("run", "--resume", "first/run.jsonl")
    line = one_line(plugfest(*again, "--strict", "--csms", described(their_csms)))
    assert "--strict off and on" in line
    line = one_line(plugfest(*again, "--csms", described(their_csms.replace("127.0.0.1", "localhost"))))
    assert "addresses 1" in line
    assert 'name "theirs" and "compact CSMS"' in one_line(plugfest(*again))


def test_run_ends_after_the_maximum_number_of_failures(
    plugfest: Any, their_csms: str, described: Any, verdicts: Any, record: Any
) -> None:
    file = described(their_csms)
    assert plugfest("run", "TC_B_20", "TC_B_21", "TC_B_22", "-x", "--csms", file).code == 1
    assert verdicts() == {"TC_B_20": "INCONCLUSIVE"}
    assert record().case("TC_B_22")["cause"]["code"] == "interrupted"
    assert plugfest("run", "TC_B_20", "TC_B_21", "TC_B_22", "--maxfail", "2", "--csms", file).code == 1
    assert list(verdicts()) == ["TC_B_20", "TC_B_21"]


def test_merge_joins_the_shards_of_a_run(plugfest: Any, their_csms: str, described: Any, verdicts: Any) -> None:
    file, cases = described(their_csms), ("TC_B_01", "TC_B_20", "TC_E_03")
    for shard in ("1/2", "2/2"):
        plugfest("run", *cases, "--shard", shard, "--csms", file, "--results", f"shard{shard[0]}")
    assert (list(verdicts("shard1")), list(verdicts("shard2"))) == (["TC_B_01", "TC_E_03"], ["TC_B_20"])
    said = plugfest("merge", "shard1/run.jsonl", "shard2/run.jsonl")
    assert said.code == 1
    assert verdicts() == {"TC_B_01": "PASS", "TC_B_20": "INCONCLUSIVE", "TC_E_03": "PASS"}
    assert plugfest("run", *cases, "--shard", "3/2").code == 2


def test_history_lists_new_failures(plugfest: Any, their_csms: str, described: Any) -> None:
    file = described(their_csms)
    assert one_line(plugfest("history")).startswith("plugfest: results has no record of a run")
    plugfest("run", "TC_B_01", "--csms", file)
    plugfest("run", "TC_B_01", "TC_B_20", "--csms", file)
    said = plugfest("history")
    assert said.code == 0
    first, second, new = said.out.splitlines()
    assert "theirs: 1 passed, 250 not run" in first
    assert "history/" in first
    assert "1 inconclusive" in second
    assert new.strip() == "new failures: TC_B_20"


def test_failed_start_removes_reports_of_the_previous_run(
    plugfest: Any, their_csms: str, described: Any, tmp_path: Path
) -> None:
    plugfest("run", "TC_B_01", "--csms", described(their_csms))
    assert (tmp_path / "results" / "badges" / "plugfest.svg").exists()
    plugfest("run", "TC_B_01", "--csms", described("ws://127.0.0.1:1/{station}"))
    left = [path.name for path in (tmp_path / "results").rglob("*") if path.is_file()]
    assert [name for name in left if not name.endswith(".jsonl.gz")] == []
    assert len(left) == 1


def test_baseline_requires_a_reason_for_new_failures(plugfest: Any, their_csms: str, described: Any) -> None:
    plugfest("run", "TC_B_20", "--csms", described(their_csms))
    assert '--reason "..."' in one_line(plugfest("baseline", "results/run.jsonl"))
    assert 'reason = "ticket 7"' in plugfest("baseline", "results/run.jsonl", "--reason", "ticket 7").out


def test_failures_that_a_baseline_file_names_are_as_expected(
    plugfest: Any, their_csms: str, described: Any, tmp_path: Path
) -> None:
    file = described(their_csms)
    known = '[[baseline]]\ncase = "TC_B_20"\nreason = "no operator"\n'
    (tmp_path / "known.toml").write_text(known)
    assert plugfest("run", "TC_B_20", "--csms", file).code == 1
    assert plugfest("run", "TC_B_20", "--csms", file, "--baseline", "known.toml").code == 0
    (tmp_path / "known.toml").write_text(known.replace("case", "csae"))
    said = plugfest("run", "TC_B_20", "--csms", file, "--baseline", "known.toml")
    assert (said.code, "known.toml" in said.err) == (2, True)
