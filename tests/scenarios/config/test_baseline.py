"""A baseline excuses known failures, not other failures of the same case, and reports entries that no longer apply."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plugfest.scenarios.config.baseline import excuse, failures, unmet, written
from plugfest.scenarios.config.description import BaselineEntry
from plugfest.scenarios.config.problems import ConfigurationError
from plugfest.scenarios.config.read import read_baseline

TODAY = date(2030, 1, 15)
ABSENT = "ResetRequest evseId must be absent"


def violated(
    path: str,
    matcher: str,
    kind: str = "own",
    rule: str = "absent",
    weight: str = "required",
    outcome: str = "violated",
) -> dict[str, Any]:
    return {
        "subject": "ResetRequest",
        "path": path,
        "matcher": matcher,
        "kind": kind,
        "rule": rule,
        "weight": weight,
        "outcome": outcome,
        "actual": 1,
    }


def record(*validations: dict[str, Any], verdict: str = "FAIL", cause: str = "validation-violated") -> dict[str, Any]:
    why = {"code": cause, "text": "one line"} if verdict != "PASS" else None
    play = {"verdict": verdict, "cause": why, "validations": list(validations)}
    return {"id": "TC_B_22_CSMS", "verdict": verdict, "cause": why, "plays": [play]}


def entry(**more: Any) -> BaselineEntry:
    return BaselineEntry(**{"case": "TC_B_22", "reason": "known since May", **more})


EVSE = violated("evseId", "must be absent")
TYPE = violated("type", 'must be "Immediate"')
SCHEMA = violated("", "must be valid by its JSON schema", kind="automatic", rule="schema")


@pytest.mark.parametrize(
    ("case", "named"),
    [
        (record(EVSE), ["validation-violated: ResetRequest evseId must be absent"]),
        (record(EVSE, EVSE), ["validation-violated: ResetRequest evseId must be absent"]),
        (
            record(EVSE, SCHEMA, cause="schema"),
            [
                "validation-violated: ResetRequest evseId must be absent",
                "schema: ResetRequest must be valid by its JSON schema",
            ],
        ),
        (record(verdict="INCONCLUSIVE", cause="order-refused"), ["order-refused: None"]),
        (record(EVSE, verdict="PASS"), []),
        (
            record(
                violated("a", "x", weight="advised"),
                violated("a", "x", outcome="met"),
                violated("a", "x", kind="state"),
                cause="state-not-reached",
            ),
            ["state-not-reached: None"],
        ),
    ],
)
def test_failures_lists_the_findings_of_a_case(case: dict[str, Any], named: list[str]) -> None:
    assert [f"{failure.cause}: {failure.validation}" for failure in failures(case)] == named


@pytest.mark.parametrize(
    ("case", "entries", "excused"),
    [
        (record(EVSE), [entry()], True),
        (record(EVSE), [entry(validation=ABSENT)], True),
        (record(EVSE), [entry(validation="evseId")], True),
        (record(EVSE), [entry(validation="type must be")], False),
        (record(EVSE), [entry(cause="validation-violated")], True),
        (record(EVSE), [entry(cause="schema")], False),
        (record(EVSE), [entry(case="TC_B_21_CSMS")], False),
        (record(EVSE, TYPE), [entry(validation=ABSENT)], False),
        (record(EVSE, TYPE), [entry(validation=ABSENT), entry(validation="type")], True),
        (record(EVSE, SCHEMA), [entry(cause="validation-violated")], False),
        (record(verdict="INCONCLUSIVE", cause="order-refused"), [entry(cause="order-refused")], True),
        (record(verdict="INCONCLUSIVE", cause="order-refused"), [entry(validation=ABSENT)], False),
        (record(EVSE), [entry(until=date(2030, 1, 15))], True),
        (record(EVSE), [entry(until=date(2030, 1, 14))], False),
        (record(verdict="PASS"), [entry()], False),
    ],
)
def test_only_named_failures_are_excused(case: dict[str, Any], entries: list[BaselineEntry], excused: bool) -> None:
    assert (excuse(case, entries, TODAY) is not None) is excused


def test_excuse_has_reason_link_and_expiry() -> None:
    entries = [
        entry(validation=ABSENT, reason="one", until=date(2031, 1, 1), link="https://example.com/7"),
        entry(validation="type", reason="two", until=date(2030, 6, 1)),
    ]
    said = {"reason": "one; two", "link": "https://example.com/7", "until": "2030-06-01"}
    assert excuse(record(EVSE, TYPE), entries, TODAY) == said


@pytest.mark.parametrize(
    ("case", "known", "said"),
    [
        (record(EVSE), entry(validation=ABSENT), []),
        (
            record(verdict="PASS"),
            entry(validation=ABSENT),
            [f"TC_B_22_CSMS ({ABSENT}) did not come true: the case is PASS; take the entry out"],
        ),
        (
            record(TYPE),
            entry(validation=ABSENT),
            [f"TC_B_22_CSMS ({ABSENT}) changed: the case is FAIL for another reason now: ResetRequest type must be"],
        ),
        (record(verdict="NOT_RUN"), entry(validation=ABSENT), []),
        (
            record(EVSE),
            entry(until=date(2029, 1, 1)),
            ["TC_B_22_CSMS (any failure) was excused until 2029-01-01, and is still there"],
        ),
    ],
)
def test_unmet_baseline_entries_are_reported(case: dict[str, Any], known: BaselineEntry, said: list[str]) -> None:
    found = unmet([case], [known], TODAY)
    assert len(found) == len(said)
    assert all(one.startswith(start) for one, start in zip(found, said, strict=True))


def test_written_baseline_excuses_its_own_run(tmp_path: Path) -> None:
    case = record(EVSE, SCHEMA, cause="schema")
    known = [entry(validation=ABSENT, reason="long known", until=date(2031, 1, 1))]
    file = tmp_path / "baseline.toml"
    file.write_text(written([case, record(verdict="PASS")], "found today", known))
    entries = read_baseline(file)
    assert [(e.reason, e.until) for e in entries] == [("long known", date(2031, 1, 1)), ("found today", None)]
    assert excuse(case, entries, TODAY) is not None
    assert unmet([case], entries, TODAY) == []


def test_baseline_of_a_passing_run_is_empty() -> None:
    assert written([record(verdict="PASS")], "found today") == "# Nothing failed.\n"


def test_blank_reason_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "baseline.toml"
    file.write_text('[[baseline]]\ncase = "TC_B_22"\nreason = "  "\n')
    with pytest.raises(ConfigurationError, match="must say why the failure is accepted"):
        read_baseline(file)
