"""Findings of `plugfest check` about an unknown CSMS."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.config.read import read_description
from plugfest.scenarios.preflight.check import check
from plugfest.scenarios.preflight.findings import Level
from plugfest.scenarios.preflight.proposal import CheckResult
from plugfest.scenarios.suites.ocpp201_csms import SUITE


async def findings(description: CsmsDescription, learnt: CheckResult | None = None) -> list[str]:
    found = [finding async for finding in check(SUITE, description, learnt or CheckResult(), listen=0.5)]
    return [f"{finding.level}: {finding.text}" for finding in found]


async def test_check_reports_habits_orders_and_refusals(harbour: dict[str, str], description_file: Path) -> None:
    description = replace(read_description(description_file, harbour), habits=())
    found = await findings(description, learnt := CheckResult())
    assert "fine: security profile 1: station HB-01 connects, and its boot is accepted" in found
    assert any("after a boot the CSMS sends GetBaseReport, GetVariables by itself" in line for line in found)
    assert "fine: the order to trigger Heartbeat arrives; its call returns after the station has answered" in found
    assert "fine: an order for a station that does not exist is refused" in found
    assert "fine: security profile 1: a wrong password is refused" in found
    assert any("the operator cannot be asked: AskChargingProfiles, " in line for line in found)
    assert len([line for line in found if "cannot be asked" in line]) == 1, "not a line for each set of orders"
    assert "these orders would unlock most cases, in this order: UpdateFirmware (+" in found[-1]
    assert learnt.proposal() == '[[habits]]\naction = "GetBaseReport"\n\n[[habits]]\naction = "GetVariables"\n'


async def test_declared_habit_is_not_reported(harbour: dict[str, str], description_file: Path) -> None:
    found = await findings(read_description(description_file, harbour))
    assert not any("by itself" in line for line in found)


async def test_failure_inside_a_successful_response_is_a_problem(
    harbour: dict[str, str], description_file: Path
) -> None:
    """Without rules, a response 200 that contains a failure looks like a success."""
    description = read_description(description_file, harbour)
    job: dict[str, Any] = {
        "url": "api/v2/jobs",
        "json": {"charger": "{station.identity}", "type": "poke", "args": {"message": "{message}"}},
    }
    operator = {**description.operator, "intents": {"Trigger": [job]}}
    found = await findings(replace(description, operator=operator))
    assert any(line.startswith("problem: the order to trigger Heartbeat did not arrive") for line in found)


async def test_token_with_another_status_is_a_problem(harbour: dict[str, str], description_file: Path) -> None:
    description = read_description(description_file, harbour)
    tokens = {**description.tokens, "blocked": description.tokens["valid"]}
    found = await findings(replace(description, tokens=tokens))
    assert 'problem: the token "blocked" (A1B2C3D4) is Accepted, not Blocked or Invalid' in found
    assert sum("the token" in line for line in found) == 1


async def test_refused_login_is_a_problem(harbour: dict[str, str], description_file: Path) -> None:
    wrong = read_description(description_file, {**harbour, "HARBOUR_PASSWORD": "something-else-altogether"})
    found = await findings(wrong)
    assert any("refused by HTTP: HTTP 401" in line for line in found)
    assert found[0].startswith(Level.PROBLEM)
