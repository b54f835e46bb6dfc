"""Every case against the second CSMS gets the verdict of a list written by hand."""

import asyncio
import tomllib
from pathlib import Path

import pytest

from plugfest.reports.record import read_record
from plugfest.scenarios.config.read import read_description
from plugfest.scenarios.engine.run import RunOptions, run
from plugfest.scenarios.suites.ocpp201_csms import SUITE

CAUSES = ("cannot", "order-refused", "configured-value-missing")
EXPECTED = tomllib.loads((Path(__file__).parent / "expected.toml").read_text())


def expected() -> dict[str, str]:
    verdicts = dict.fromkeys(SUITE.cases, "NOT_APPLICABLE")
    named = {"PASS": [EXPECTED["pass"]], "FAIL": EXPECTED["fail"], "INCONCLUSIVE": EXPECTED["inconclusive"]}
    for verdict, texts in named.items():
        verdicts |= {f"TC_{case}_CSMS": verdict for text in texts for case in text.split()}
    return verdicts


def test_expected_list_names_every_case_of_the_catalogue() -> None:
    assert expected().keys() == SUITE.cases.keys()


async def test_second_csms_gets_the_expected_verdicts(
    harbour: dict[str, str], description_file: Path, tmp_path: Path
) -> None:
    description = read_description(description_file, harbour)
    async with asyncio.timeout(300):
        await run(RunOptions(SUITE, tmp_path, list(SUITE.cases), description=description, workers=5))
    played = [case for case in read_record(tmp_path / "run.jsonl").cases if case["verdict"] != "NOT_RUN"]
    assert len(played) > 150
    wanted = expected()
    others = {case["id"]: (case["verdict"], case["cause"]) for case in played if case["verdict"] != wanted[case["id"]]}
    assert others == {}
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
