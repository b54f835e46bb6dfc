"""The verdicts that CitrineOS is known to get: the list, and the page that shows it."""

from collections import Counter
from pathlib import Path

from support.reference import CITRINEOS, drift, read_reference, table

from plugfest.scenarios.suites.ocpp201_csms import SUITE

PAGE = Path(__file__).parents[2] / "docs" / "citrineos.md"
REFERENCE = read_reference(CITRINEOS)


def test_every_case_of_the_list_is_in_the_catalogue() -> None:
    assert REFERENCE.verdicts.keys() == SUITE.cases.keys()
    assert REFERENCE.unsteady.keys() <= SUITE.cases.keys()


def test_page_shows_the_list() -> None:
    page = PAGE.read_text(encoding="utf-8")
    shown = [line for line in page.splitlines() if line.startswith("| TC_") and line.count("|") == 4]
    assert shown == list(table(REFERENCE)), "python tests/tools/drift --table prints the rows"


def test_page_counts_the_verdicts_of_the_list() -> None:
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    count = Counter(REFERENCE.verdicts[case.id] for case in SUITE.cases.values() if case.official)
    assert f"{count['PASS']} PASS" in page
    assert (
        f"{count['FAIL']} FAIL, {count['INCONCLUSIVE']} INCONCLUSIVE, {count['NOT_APPLICABLE']} NOT_APPLICABLE" in page
    )


def test_another_verdict_is_drift_and_the_unsteady_ones_are_named() -> None:
    found = {"TC_A_04_CSMS": "FAIL", "TC_A_08_CSMS": "PASS", "TC_B_12_CSMS": "FAIL", "TC_P_02_CSMS": "NOT_RUN"}
    one, other = drift(REFERENCE, found)
    assert one == "TC_A_08_CSMS: FAIL in the reference list, now PASS"
    assert other.startswith("TC_B_12_CSMS: PASS in the reference list, now FAIL (known to be unsteady: ")
