"""The cases that can be played against a CSMS, and the orders that would make more available."""

from typing import Any

from plugfest.scenarios.config.description import Address, Cannot, Claims, CsmsDescription, StationEntry
from plugfest.scenarios.intents import IdToken
from plugfest.scenarios.preflight.availability import CaseAvailability, case_availability, unlocking
from plugfest.scenarios.suites.ocpp201_csms import SUITE

TOKENS = dict.fromkeys(
    ("valid", "valid2", "group", "invalid", "blocked", "expired", "master_pass", "master_pass_group"), IdToken("AA")
)
POOL = tuple(StationEntry(identity=role, role=role) for role in ("ordinary", "uncommissioned", "disposable"))


def csms(**more: Any) -> CsmsDescription:
    known = {"name": "test", "addresses": {1: Address(url="ws://h/{station}")}, "stations": POOL, "tokens": TOKENS}
    return CsmsDescription(**{**known, **more})


def of(case: str, description: CsmsDescription) -> CaseAvailability:
    return next(prospect for prospect in case_availability(SUITE, description) if prospect.case == case)


def test_without_an_operator_cases_with_orders_are_unavailable() -> None:
    assert of("TC_C_02_CSMS", csms()).playable
    reset = of("TC_B_20_CSMS", csms())
    assert reset.obstacles == ("the operator cannot be asked: Reset",)
    assert reset.missing == {"Reset"}


def test_http_operator_makes_described_orders_available() -> None:
    operator = {"kind": "http", "base_url": "http://h", "intents": {"Reset": [{"url": "/"}]}}
    assert of("TC_B_20_CSMS", csms(operator=operator)).playable
    assert not of("TC_F_06_CSMS", csms(operator=operator)).playable
    assert of("TC_F_06_CSMS", csms(operator={**operator, "default": [{"url": "/"}]})).playable


def test_missing_token_is_an_obstacle() -> None:
    tokens = {role: token for role, token in TOKENS.items() if role != "valid"}
    assert of("TC_E_03_CSMS", csms(tokens=tokens)).obstacles == ("no token: valid",)


def test_missing_station_role_is_an_obstacle() -> None:
    pool = (StationEntry(identity="CS1"),)
    assert of("TC_B_30_CSMS", csms(stations=pool)).obstacles == (
        'no station of the pool has the role "uncommissioned"',
    )


def test_declared_limits_and_unclaimed_profiles_exclude_cases() -> None:
    declared = csms(cannot=(Cannot(what="TC_C_02_CSMS", reason="every token is known"),))
    assert of("TC_C_02_CSMS", declared).obstacles == ("the configuration says: every token is known",)
    cases = case_availability(SUITE, csms(claims=Claims(profiles=frozenset({"iso15118"}))))
    assert "TC_C_02_CSMS" not in {prospect.case for prospect in cases}


def test_intents_are_ordered_by_unlocked_cases() -> None:
    lacking = [{"Reset"}, {"Reset"}, {"Unlock"}, {"Trigger", "Reset"}, {"Trigger", "Unlock"}, {"Reserve", "Trigger"}]
    cases = [CaseAvailability(f"TC_{n}", ("operator",), frozenset(missing)) for n, missing in enumerate(lacking)]
    cases.append(CaseAvailability("TC_X", ("operator", "no token"), frozenset({"ClearCache"})))
    assert unlocking(cases) == [("Reset", 2), ("Trigger", 1), ("Unlock", 2), ("Reserve", 1)]
