"""The commands that only print: `plugfest cases`, `explain`, `show`."""

import json
from typing import Any


def test_cases_lists_the_cases_of_a_block(plugfest: Any) -> None:
    said = plugfest("cases", "B")
    assert said.code == 0
    assert "TC_B_22_CSMS" in said.out
    assert "TC_A_01_CSMS" not in said.out
    assert "22 of 22 implemented" in said.out


def test_cases_prints_the_catalogue_as_json(plugfest: Any) -> None:
    said = plugfest("cases", "--json")
    cases = json.loads(said.out)
    assert len([case for case in cases if case["official"]]) == 251
    (case,) = [case for case in cases if case["id"] == "TC_B_22_CSMS"]
    assert case["block"] == "B"
    assert case["implemented"] is True
    assert case["needs"]["orders"] == ["Reset"]
    assert case["profiles"] == {"core": "M"}
    assert case["about"]
    assert plugfest("cases", "--json", "TC_B_22").out == json.dumps([case], indent=2) + "\n"


def test_cases_lists_the_changes_of_the_edition(plugfest: Any) -> None:
    said = plugfest("cases", "--changes")
    assert said.code == 0
    for reported in ("Edition 4", "TC_A_03_CSMS", "TC_N_46_CSMS", "TC_A_13_CSMS", "LA-0", "UI-0"):
        assert reported in said.out
    assert "TC_B_22_CSMS" not in said.out


def test_explain_prints_the_facts_of_a_case(plugfest: Any) -> None:
    said = plugfest("explain", "b_22")
    assert said.code == 0
    for reported in (
        "TC_B_22_CSMS",
        "Block B Provisioning",
        "core (M)",
        "Edition 4",
        "Begins in: EnergyTransferStarted",
        "Order: Reset",
    ):
        assert reported in said.out


def test_show_prints_the_trace_of_a_case(plugfest: Any, their_csms: str, described: Any) -> None:
    plugfest("run", "TC_B_01", "--csms", described(their_csms))
    said = plugfest("show", "TC_B_01")
    assert said.code == 0
    for reported in ("TC_B_01", "BootNotification", "Accepted", "PASS"):
        assert reported in said.out


def test_missing_run_record_is_reported_in_one_line(plugfest: Any) -> None:
    said = plugfest("show", "TC_B_01")
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert "results/run.jsonl" in said.err


def test_help_lists_every_command(plugfest: Any) -> None:
    said = plugfest("--help")
    assert said.code == 0
    for command in ("run", "cases", "explain", "show", "report", "selfcheck", "csms"):
        assert command in said.out
        assert command == "csms" or plugfest(command, "--help").code == 0
