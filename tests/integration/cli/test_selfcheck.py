"""`plugfest selfcheck`: the table that shows what every validation of a case was violated by."""

import json
from pathlib import Path
from typing import Any


def test_selfcheck_detects_every_validation_of_a_case(plugfest: Any, tmp_path: Path) -> None:
    said = plugfest("selfcheck", "TC_B_58")
    assert (said.code, said.err) == (0, "")
    assert "TC_B_58_CSMS" in said.out
    (check,) = json.loads((tmp_path / "results" / "selfcheck.json").read_text())
    assert (check["case"], check["green"], check["not_bitten"]) == ("TC_B_58_CSMS", True, [])
    assert {fault["verdict"] for fault in check["faults"]} <= {"FAIL", "INCONCLUSIVE", "PASS"}
    # The clock and the interval are judged beyond Part 6: such a fault is found, and fails no case. No other may pass.
    passed = [fault for fault in check["faults"] if fault["verdict"] == "PASS"]
    assert all(fault["found"] for fault in passed)
    assert all("currentTime" in fault["validation"] or "interval" in fault["validation"] for fault in passed)
    table = (tmp_path / "results" / "selfcheck.md").read_text()
    assert f"| TC_B_58_CSMS | {check['validations']} | {check['validations']} |" in table
