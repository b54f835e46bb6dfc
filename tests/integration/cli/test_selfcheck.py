"""`plugfest selfcheck`: the table that shows what every validation of a case was violated by."""

import json
from pathlib import Path
from typing import Any


def test_the_table_of_a_case(plugfest: Any, tmp_path: Path) -> None:
    said = plugfest("selfcheck", "TC_B_58")
    assert (said.code, said.err) == (0, "")
    assert "TC_B_58_CSMS" in said.out
    (check,) = json.loads((tmp_path / "results" / "selfcheck.json").read_text())
    assert (check["case"], check["green"], check["not_bitten"]) == ("TC_B_58_CSMS", True, [])
    # A fault of what is advised or beyond Part 6 is found as well, and fails no case.
    assert {"FAIL"} <= {fault["verdict"] for fault in check["faults"]} <= {"FAIL", "INCONCLUSIVE", "PASS"}
    table = (tmp_path / "results" / "selfcheck.md").read_text()
    assert f"| TC_B_58_CSMS | {check['validations']} | {check['validations']} |" in table
