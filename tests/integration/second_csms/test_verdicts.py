"""Every case against the second CSMS gets the verdict of a list written by hand."""

import asyncio
from pathlib import Path

import pytest
from support.reference import drift, read_reference

from plugfest.reports.record import read_record
from plugfest.scenarios.config.read import read_description
from plugfest.scenarios.engine.run import RunOptions, run
from plugfest.scenarios.suites.ocpp201_csms import SUITE

CAUSES = ("cannot", "order-refused", "configured-value-missing")
REFERENCE = read_reference(Path(__file__).parent / "expected.toml")


def test_expected_list_names_every_case_of_the_catalogue() -> None:
    assert REFERENCE.verdicts.keys() == SUITE.cases.keys()


async def test_second_csms_gets_the_expected_verdicts(
    harbour: dict[str, str], description_file: Path, tmp_path: Path
) -> None:
    description = read_description(description_file, harbour)
    async with asyncio.timeout(300):
        await run(RunOptions(SUITE, tmp_path, list(SUITE.cases), description=description, workers=5))
    played = [case for case in read_record(tmp_path / "run.jsonl").cases if case["verdict"] != "NOT_RUN"]
    assert len(played) > 150
    others = list(drift(REFERENCE, {case["id"]: case["verdict"] for case in played}))
    causes = {case["id"]: case["cause"] for case in played if any(case["id"] in other for other in others)}
    assert (others, causes) == ([], {})
    for case in played:
        if case["verdict"] == "INCONCLUSIVE":
            assert case["cause"] is not None
            assert case["cause"]["code"] in CAUSES, f"{case['id']}: {case['cause']}"


async def test_record_contains_no_secrets(harbour: dict[str, str], description_file: Path, tmp_path: Path) -> None:
    description = read_description(description_file, harbour)
    await run(RunOptions(SUITE, tmp_path, ["TC_A_01_CSMS", "TC_B_20_CSMS"], description=description, workers=2))
    record = (tmp_path / "run.jsonl").read_text()
    assert harbour["HARBOUR_PASSWORD"] not in record
    assert harbour["HARBOUR_SECRET"] not in record


@pytest.mark.parametrize("name", ["HARBOUR_SECRET", "HARBOUR_PASSWORD"])
async def test_wrong_api_credentials_are_inconclusive(
    harbour: dict[str, str], description_file: Path, tmp_path: Path, name: str
) -> None:
    description = read_description(description_file, {**harbour, name: "something-else-altogether"})
    await run(RunOptions(SUITE, tmp_path, ["TC_B_20_CSMS"], description=description))
    case = next(case for case in read_record(tmp_path / "run.jsonl").cases if case["id"] == "TC_B_20_CSMS")
    assert case["verdict"] == "INCONCLUSIVE"
    assert case["cause"] is not None
    said = {"HARBOUR_SECRET": "gives no access token", "HARBOUR_PASSWORD": "401"}[name]
    assert said in case["cause"]["text"]
