"""Consistency of catalogue and scenarios, and selection of cases by name."""

import inspect
import re
from collections import Counter
from pathlib import Path

import pytest

from plugfest.scenarios.config.description import Claims
from plugfest.scenarios.config.features import FEATURES, QUESTIONS
from plugfest.scenarios.config.profiles import PROFILES
from plugfest.scenarios.intents import INTENTS
from plugfest.scenarios.language.cases import CONNECTED, DISCONNECTED
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.scenarios.suites.registry import read_behaviour
from plugfest.scenarios.suites.selection import SelectionError, select

OFFICIAL = [case for case in SUITE.cases.values() if case.official]
SPEAKERS = {"operator", "csms", "station", "configured", "tokens", "certificates", "tls"}


def test_part_6_has_251_cases_in_16_blocks() -> None:
    assert len(OFFICIAL) == 251
    assert Counter(case.block for case in OFFICIAL).keys() == SUITE.blocks.keys()


def test_catalogue_is_sorted_by_id() -> None:
    def number(case: str) -> tuple[str, int]:
        letter, digits = re.fullmatch(r"TC_([A-P])_(\d{2,3})_CSMS", case).groups()
        return letter, int(digits)

    ids = [case.id for case in OFFICIAL]
    assert ids == sorted(ids, key=number)


def test_every_row_has_valid_facts() -> None:
    for case in SUITE.cases.values():
        assert case.title.strip() == case.title != "", case.id
        assert set(case.profiles) <= set(PROFILES), case.id
        assert set(case.profiles.values()) <= {"M", "C"}, case.id
        assert all(re.fullmatch(r"[A-Z]\d\d(\.FR\.\d\d)?", each) for each in case.use_cases), case.id
        names = set(re.findall(r"[\w.-]+", case.feature or "")) - {"or", "and", "NOT"}
        assert names <= {*FEATURES, *QUESTIONS, *PROFILES}, case.id


def test_official_cases_are_those_of_edition_4() -> None:
    assert "TC_A_13_CSMS" not in {case.id for case in OFFICIAL}
    assert {"TC_B_58_CSMS", "TC_N_21_CSMS"} <= {case.id for case in OFFICIAL}
    assert select(SUITE, ["TC_A_13"]) == ["TC_A_13_CSMS"], "it can still be named"
    assert "TC_A_13_CSMS" not in select(SUITE, []) + select(SUITE, ["A"])


@pytest.mark.parametrize(
    ("former", "cases"),
    [
        ("local-list", ["TC_C_40_CSMS", "TC_D_08_CSMS", "TC_N_46_CSMS"]),
        ("device-management", ["TC_B_14_CSMS", "TC_N_21_CSMS", "TC_N_60_CSMS"]),
        ("Reservation", ["TC_H_01_CSMS", "TC_H_14_CSMS"]),
        ("user-interface", ["TC_I_01_CSMS", "TC_O_28_CSMS"]),
    ],
)
def test_profile_of_edition_3_selects_its_cases(former: str, cases: list[str]) -> None:
    named = select(SUITE, [former])
    assert set(cases) <= set(named) < set(select(SUITE, ["core"]))


@pytest.mark.parametrize(
    ("claims", "claimed"),
    [
        (Claims(), {"TC_B_01_CSMS", "TC_D_01_CSMS", "TC_H_08_CSMS"}),
        (Claims(profiles=frozenset({"core"})), {"TC_B_01_CSMS"}),
        (Claims(profiles=frozenset({"core", "local-list"})), {"TC_B_01_CSMS", "TC_D_01_CSMS"}),
        (Claims(profiles=frozenset({"reservation"})), {"TC_B_01_CSMS", "TC_H_08_CSMS"}),
        (Claims(profiles=frozenset({"reservation"}), features={"R-2": False}), {"TC_B_01_CSMS"}),
        (Claims(profiles=frozenset({"core"}), features={"LA-0": True}), {"TC_B_01_CSMS", "TC_D_01_CSMS"}),
        (Claims(features={"R-0": False}), {"TC_B_01_CSMS", "TC_D_01_CSMS"}),
    ],
)
def test_claim_of_an_edition_3_profile_includes_core(claims: Claims, claimed: set[str]) -> None:
    of_each = ("TC_B_01_CSMS", "TC_D_01_CSMS", "TC_H_08_CSMS")
    assert {case for case in of_each if SUITE.cases[case].not_claimed(claims) is None} == claimed


def test_a_19_needs_profile_1_or_advanced_security() -> None:
    upgrade = SUITE.cases["TC_A_19_CSMS"]
    core = frozenset({"core"})
    assert upgrade.not_claimed(Claims(profiles=core, features={"C-61": False})) is not None
    assert upgrade.not_claimed(Claims(profiles=core, features={"C-61": True})) is None
    both = Claims(profiles=core | {"advanced-security"}, features={"C-61": False})
    assert upgrade.not_claimed(both) is None


def test_every_scenario_is_in_the_package_of_its_block() -> None:
    for scenario in SUITE.scenarios.values():
        package = scenario.play.__module__.split(".")[-2]
        assert package.startswith(f"{SUITE.cases[scenario.case].block.lower()}_"), scenario.case


def test_every_scenario_has_a_docstring() -> None:
    for scenario in SUITE.scenarios.values():
        assert len(scenario.about) > 30, scenario.case
        assert scenario.about.rstrip().endswith((".", "?", ")")), scenario.case


def test_scenario_parameters_are_known_speakers() -> None:
    for scenario in SUITE.scenarios.values():
        assert set(scenario.parameters) <= SPEAKERS | scenario.options.each.keys(), scenario.case
        assert set(scenario.options.each) <= set(scenario.parameters), scenario.case


def test_initial_states_of_scenarios_exist() -> None:
    for scenario in SUITE.scenarios.values():
        names = [beginning.state for beginning in scenario.options.begins]
        assert set(names) <= SUITE.states.keys() | {DISCONNECTED, CONNECTED}, scenario.case


def test_scenario_contains_no_assert_sleep_or_try() -> None:
    """A scenario has no assert, sleep, try or environment access: its checks are in the record."""
    forbidden = re.compile(r"^\s*(assert|try|except|import|from|print)\b|\b(sleep|environ|getenv)\(", re.MULTILINE)
    for scenario in SUITE.scenarios.values():
        code = inspect.getsource(scenario.play).replace(scenario.play.__doc__ or "", "")
        assert forbidden.search(code) is None, scenario.case


def test_orders_and_configured_values_of_a_scenario_are_known() -> None:
    reset = SUITE.scenarios["TC_B_22_CSMS"]
    assert reset.orders == ["Reset"]
    assert all(intent in INTENTS for scenario in SUITE.scenarios.values() for intent in scenario.orders)
    assert "configured.renegotiation" in SUITE.scenarios["TC_K_55_CSMS"].configured


@pytest.mark.parametrize(
    ("case", "orders", "configured"),
    [
        ("M_01", {"InstallCertificate"}, set()),
        ("L_21", {"UnpublishFirmware"}, {"configured.firmware_checksum"}),
        ("N_46", {"AskCustomerInformation", "RemoveFromLocalList", "SendLocalList"}, {"tokens.valid2"}),
        ("K_05", {"ClearLimit", "AskChargingProfiles"}, {"configured.stack_level"}),
        ("K_58", {"LimitCharging"}, {"configured.ev_needs", "tokens.valid"}),
        ("M_21", {"InstallCertificate", "AskInstalledCertificates", "DeleteCertificate"}, set()),
        ("O_11", {"AskMessages", "ShowMessage"}, {"configured.message_priority"}),
        ("A_11", {"Trigger"}, set()),
        ("J_03", set(), {"tokens.valid", "configured.aligned_tx_ended_interval"}),
        ("H_19", {"Reserve"}, {"tokens.valid", "tokens.group", "configured.evse"}),
        ("L_01", {"UpdateFirmware"}, {"configured.firmware_signature", "configured.signing_certificate"}),
        ("C_02", set(), {"tokens.invalid"}),
    ],
)
def test_case_needs_include_those_of_helpers_and_states(case: str, orders: set[str], configured: set[str]) -> None:
    scenario = SUITE.scenarios[f"TC_{case}_CSMS"]
    assert set(scenario.orders) == orders
    assert configured <= set(scenario.configured)


def test_second_scenario_for_a_case_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import plugfest.scenarios.suites.ocpp201_csms

    package = tmp_path / "a_more"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "again.py").write_text("async def TC_B_22_CSMS():\n    '''Again.'''\n")
    paths = [*plugfest.scenarios.suites.ocpp201_csms.__path__, str(tmp_path)]
    monkeypatch.setattr(plugfest.scenarios.suites.ocpp201_csms, "__path__", paths)
    with pytest.raises(ValueError, match="TC_B_22_CSMS is played by two scenarios"):
        read_behaviour("plugfest.scenarios.suites.ocpp201_csms")


@pytest.mark.parametrize("word", ["TC_B_21_CSMS", "TC_B_21", "B_21", "b_21", "tc_b_21_csms"])
def test_short_case_name_is_accepted(word: str) -> None:
    assert select(SUITE, [word]) == ["TC_B_21_CSMS"]


def test_block_and_profile_select_their_cases() -> None:
    assert (
        select(SUITE, ["B"]) == select(SUITE, ["b"]) == [case.id for case in SUITE.cases.values() if case.block == "B"]
    )
    core = select(SUITE, ["core"])
    assert core == select(SUITE, ["CORE"])
    assert all("core" in SUITE.cases[case].profiles for case in core)


def test_selected_cases_are_in_catalogue_order() -> None:
    assert select(SUITE, ["TC_C_47", "TC_A_01", "TC_C_47"]) == ["TC_A_01_CSMS", "TC_C_47_CSMS"]
    assert select(SUITE, []) == [case.id for case in OFFICIAL]


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("TC_B_23", "TC_B_2"),
        ("TC_K_5O", "TC_K_5"),
        ("cor", "core"),
        ("smartcharging", "smart-charging"),
        ("iso-15118", "iso15118"),
        ("B21", "TC_B_21_CSMS"),
    ],
)
def test_unknown_word_is_refused_with_the_nearest_names(word: str, nearest: str) -> None:
    with pytest.raises(
        SelectionError, match=rf"^{word} is no case, block or certification profile; nearest: .*{nearest}"
    ):
        select(SUITE, [word])


def test_unknown_word_without_neighbours_has_no_suggestion() -> None:
    with pytest.raises(SelectionError, match=r"^\?\? is no case, block or certification profile$"):
        select(SUITE, ["??"])


@pytest.mark.parametrize(
    ("feature", "claims", "said"),
    [
        (None, Claims(profiles=frozenset({"core"})), None),
        ("C-13", Claims(features={"C-13": False}), "the feature C-13 is not claimed"),
        ("C-13", Claims(features={"C-13": True}, default=False), None),
        ("C-44 or NOT AQ-16", Claims(features={"C-44": False}, questions={"AQ-16": False}), None),
        ("C-44 or NOT AQ-16", Claims(features={"C-44": False}), "the feature C-44 or NOT AQ-16 is not claimed"),
    ],
)
def test_case_of_an_unclaimed_feature_is_not_claimed(feature: str | None, claims: Claims, said: str | None) -> None:

    case = SUITE.cases["TC_B_22_CSMS"]._replace(feature=feature)
    assert case.not_claimed(claims) == said


def test_case_of_an_unclaimed_profile_is_not_claimed() -> None:
    case = SUITE.cases["TC_B_22_CSMS"]
    assert case.not_claimed(Claims(profiles=frozenset({"iso15118"}))) == "the certification profile core is not claimed"
