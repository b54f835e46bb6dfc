"""The verdict's truth table."""

from itertools import product
from typing import Any

import msgspec
import pytest

from plugfest.scenarios.engine.verdict import Cause, Facts, Verdict, decide, worst

SCHEMA = Cause("schema", "GetVariablesRequest: must be valid by its JSON schema")
NOT_CLAIMED = Cause("not-claimed", "the feature C-13 is not claimed")
DIED = Cause("csms-died", "the CSMS is gone")
MISSING = Cause("message-missing", "ResetRequest must be sent, none came within 10 s")

TABLE = [
    # completed, met, violated, broken rules, stopped, at fault, broke, not applicable -> verdict, cause (raised)
    (True, 1, (), (), None, False, None, None, "PASS", None),
    (True, 9, (), (), None, False, None, None, "PASS", None),
    (True, 0, (), (), None, False, None, None, "ERROR", "nothing-checked"),
    (False, 3, (), (), None, False, None, None, "ERROR", "scenario-broke"),
    (True, 3, ("step 1: was 2",), (), None, False, None, None, "FAIL", "validation-violated"),
    (True, 0, ("step 1: was 2",), (), None, False, None, None, "FAIL", "validation-violated"),
    (True, 3, (), (SCHEMA,), None, False, None, None, "FAIL", "schema"),
    (True, 3, ("step 1: was 2",), (SCHEMA,), None, False, None, None, "FAIL", "schema"),
    (False, 3, (), (), MISSING, True, None, None, "FAIL", "message-missing"),
    (False, 3, (), (), MISSING, False, None, None, "INCONCLUSIVE", "message-missing"),
    (False, 0, (), (), DIED, False, None, None, "INCONCLUSIVE", "csms-died"),
    # What was seen before the case could not go on counts.
    (False, 0, ("step 1: was 2",), (), DIED, False, None, None, "FAIL", "validation-violated"),
    (False, 0, (), (SCHEMA,), DIED, False, None, None, "FAIL", "schema"),
    # What stopped the end of the play (the CSMS died in it) outweighs a case that came to its own end.
    (True, 3, (), (), DIED, False, None, None, "INCONCLUSIVE", "csms-died"),
    # Garbage that a scenario could not handle is the CSMS's; what else it cannot handle is plugfest's.
    (False, 3, (), (SCHEMA,), None, False, None, None, "FAIL", "schema", "TypeError: str"),
    (False, 3, (), (), None, False, None, None, "ERROR", "scenario-broke", "TypeError: str"),
    (False, 3, ("step 1: was 2",), (), None, False, None, None, "ERROR", "scenario-broke", "TypeError: str"),
    # plugfest's own fault outweighs everything; a case that does not apply, everything else.
    (True, 3, (), (), None, False, "KeyError: 'x'", None, "ERROR", "scenario-broke"),
    (False, 0, ("step 1: was 2",), (SCHEMA,), MISSING, True, "KeyError", NOT_CLAIMED, "ERROR", "scenario-broke"),
    (True, 3, (), (), None, False, None, NOT_CLAIMED, "NOT_APPLICABLE", "not-claimed"),
    (False, 0, ("step 1: was 2",), (SCHEMA,), MISSING, True, None, NOT_CLAIMED, "NOT_APPLICABLE", "not-claimed"),
]


@pytest.mark.parametrize("row", TABLE)
def test_truth_table(row: tuple[object, ...]) -> None:
    names = ("completed", "met", "violated", "broken_rules", "stopped", "csms_at_fault", "broke", "not_applicable")
    facts = Facts(**dict(zip(names, row[:8], strict=True)), raised=row[10] if len(row) > 10 else None)
    verdict, cause = decide(facts)
    assert (str(verdict), cause and cause.code) == row[8:10]


def test_only_a_clean_play_with_evidence_passes() -> None:
    """Every combination there is: PASS in exactly one kind of them, and a cause in all others."""
    or_not = (None, "x")
    for completed, met, violated, broken, stopped, at_fault, broke, raised, excused in product(
        (True, False), (0, 1), ((), ("x",)), ((), (SCHEMA,)), (None, DIED), (True, False), or_not, or_not, (None, DIED)
    ):
        facts = Facts(
            completed=completed,
            met=met,
            violated=violated,
            broken_rules=broken,
            stopped=stopped,
            csms_at_fault=at_fault,
            broke=broke,
            raised=raised,
            not_applicable=excused,
        )
        clean = completed and met and not (violated or broken or stopped or broke or raised or excused)
        verdict, cause = decide(facts)
        assert (verdict is Verdict.PASS) == bool(clean)
        assert (cause is None) == (verdict is Verdict.PASS)


@pytest.mark.parametrize(
    ("met", "relayed", "relayed_passes", "verdict", "rests"),
    [
        (0, 0, True, "ERROR", False),
        (0, 0, False, "ERROR", False),
        (0, 3, True, "PASS", True),
        (0, 3, False, "INCONCLUSIVE", True),
        (1, 3, True, "PASS", False),
        (1, 3, False, "PASS", False),
    ],
)
def test_relayed_content_passes_unless_no_relayed_is_set(
    met: int, relayed: int, relayed_passes: bool, verdict: str, rests: bool
) -> None:
    facts = Facts(completed=True, met=met, relayed=relayed, relayed_passes=relayed_passes)
    decided, cause = decide(facts)
    assert (str(decided), facts.rests_on_relayed) == (verdict, rests)
    assert (cause and cause.code) == {"PASS": None, "ERROR": "nothing-checked", "INCONCLUSIVE": "relayed"}[verdict]


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({"violated": ("step 1: was 2",)}, "FAIL"),
        ({"broken_rules": (SCHEMA,)}, "FAIL"),
        ({"stopped": DIED}, "INCONCLUSIVE"),
        ({"completed": False}, "ERROR"),
    ],
)
def test_relayed_content_does_not_change_other_verdicts(more: dict[str, Any], verdict: str) -> None:
    assert str(decide(Facts(**{"completed": True, "relayed": 3, **more}))[0]) == verdict


def test_cause_is_the_first_violation() -> None:
    facts = Facts(completed=True, met=1, violated=("step 3: first", "step 5: second"))
    assert decide(facts)[1] == Cause("validation-violated", "step 3: first")


ORDER = ["NOT_APPLICABLE", "PASS", "NOT_RUN", "INCONCLUSIVE", "FAIL", "ERROR"]


@pytest.mark.parametrize(("better", "worse"), [pair for pair in product(ORDER, ORDER) if pair[0] != pair[1]])
def test_case_has_the_verdict_of_its_worst_variant(better: str, worse: str) -> None:
    heavier = max(better, worse, key=ORDER.index)
    plays = [(Verdict(each), Cause("x", f"of {each}")) for each in (better, worse)]
    assert worst(plays) == (Verdict(heavier), Cause("x", f"of {heavier}"))


def test_not_applicable_variants_do_not_prevent_a_pass() -> None:
    assert worst([(Verdict.NOT_APPLICABLE, NOT_CLAIMED), (Verdict.PASS, None)]) == (Verdict.PASS, None)


@pytest.mark.parametrize(
    "facts",
    [
        Facts(completed=True, met=3),
        Facts(completed=True, met=3, violated=("step 1: was 2",)),
        Facts(broken_rules=(Cause("general-rule", "no answer to a Heartbeat"),)),
        Facts(stopped=MISSING, csms_at_fault=True),
        Facts(raised="TypeError: None"),
    ],
)
def test_pause_of_the_process_is_inconclusive(facts: Facts) -> None:
    verdict, cause = decide(msgspec.structs.replace(facts, paused="plugfest itself did not run for 20 s"))
    assert (verdict, cause and cause.code) == (Verdict.INCONCLUSIVE, "process-paused")
