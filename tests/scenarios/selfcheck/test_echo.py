"""A CSMS that understands nothing passes next to nothing: no case that has an order, and the others with a reason."""

from typing import Any

import pytest

from plugfest.scenarios.selfcheck.echo import check_echo
from plugfest.scenarios.selfcheck.stubs import STUB_CSMS, StubCsms, agreeable, plausible, stub_run_context
from plugfest.scenarios.selfcheck.table import echo_markdown
from plugfest.scenarios.suites.ocpp201_csms import SUITE


@pytest.mark.parametrize("csms", STUB_CSMS, ids=[csms.what for csms in STUB_CSMS])
async def test_only_what_demands_no_more_than_an_answer_passes(in_words: Any, csms: StubCsms) -> None:
    check = await check_echo(SUITE, csms, list(SUITE.scenarios))
    assert check.wrongly == ()
    assert {case for case in check.passed - check.relayed if SUITE.scenarios[case].orders} == set()
    assert bool(check.relayed) is csms.relays
    if not csms.relays:
        assert check.passed == csms.may_pass
    broken = [in_words(record) for record in check.records if record["verdict"] == "ERROR"]
    assert broken == [], "however wrong a CSMS is, plugfest does not break"


async def test_passing_cases_are_published_with_their_reason_and_a_wrong_pass_by_name() -> None:
    open_to_all = StubCsms("agrees", agreeable, frozenset())
    check = await check_echo(SUITE, open_to_all, ["TC_B_01_CSMS", "TC_B_20_CSMS"])
    assert check.wrongly == ("TC_B_01_CSMS",)
    text = echo_markdown([check])
    assert "| agrees | 2 | 1 | 0 | TC_B_01_CSMS |" in text
    assert "| TC_B_01_CSMS | no reason is written: a defect |" in text


async def test_an_api_that_says_done_while_nothing_is_sent_is_found_out(play_all: Any) -> None:
    async with stub_run_context(StubCsms("agrees", agreeable, frozenset())) as run_context:
        (record,) = await play_all(run_context, ["TC_B_20_CSMS"], at_once=1)
    assert (record["verdict"], record["cause"]) == (
        "INCONCLUSIVE",
        {
            "code": "message-missing",
            "text": "ResetRequest must be sent, none came within 0.2 s; a control order did not arrive either",
        },
    )
    assert [order["outcome"] for order in record["plays"][0]["orders"]] == ["done", "done"]


RELAY = StubCsms("relays", plausible, frozenset(), relays=True)


async def test_a_relay_passes_on_relayed_content_and_not_at_all_where_that_is_not_to_count(play_all: Any) -> None:
    async with stub_run_context(RELAY) as run_context:
        (record,) = await play_all(run_context, ["TC_K_01_CSMS"], at_once=1)
        run_context.no_relayed = True
        (strict,) = await play_all(run_context, ["TC_K_01_CSMS"], at_once=1)
    assert (record["verdict"], record["relayed"]) == ("PASS", True), record["cause"]
    assert [play["relayed"] for play in record["plays"]] == [True] * len(record["plays"])
    assert "met" not in {v["outcome"] for play in record["plays"] for v in play["validations"] if v["kind"] == "own"}
    assert (strict["verdict"], strict["cause"]["code"], strict["relayed"]) == ("INCONCLUSIVE", "relayed", False)
