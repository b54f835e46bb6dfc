"""Stub CSMSs pass no case that has an order, and few others, each for a written reason."""

from typing import Any

import pytest

from plugfest.scenarios.selfcheck.echo import check_echo
from plugfest.scenarios.selfcheck.stubs import STUB_CSMS, StubCsms, agreeable, plausible, stub_run_context
from plugfest.scenarios.selfcheck.table import echo_markdown
from plugfest.scenarios.suites.ocpp201_csms import SUITE

pytestmark = pytest.mark.process


@pytest.mark.parametrize("csms", STUB_CSMS, ids=[csms.what for csms in STUB_CSMS])
async def test_stub_csms_passes_only_listed_cases(in_words: Any, csms: StubCsms) -> None:
    check = await check_echo(SUITE, csms, list(SUITE.scenarios))
    assert check.wrongly == ()
    assert {case for case in check.passed - check.relayed if SUITE.scenarios[case].orders} == set()
    assert bool(check.relayed) is csms.relays
    if not csms.relays:
        assert check.passed == csms.may_pass
    broken = [in_words(record) for record in check.records if record["verdict"] == "ERROR"]
    assert broken == [], "however wrong a CSMS is, plugfest does not break"


async def test_table_lists_passes_with_their_reasons() -> None:
    open_to_all = StubCsms("agrees", agreeable, frozenset())
    check = await check_echo(SUITE, open_to_all, ["TC_B_01_CSMS", "TC_B_20_CSMS"])
    assert check.wrongly == ("TC_B_01_CSMS",)
    text = echo_markdown([check])
    assert "| agrees | 2 | 1 | 0 | TC_B_01_CSMS |" in text
    assert "| TC_B_01_CSMS | no reason is written: a defect |" in text


async def test_confirmed_order_without_message_is_inconclusive(play_all: Any) -> None:
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


async def test_relaying_stub_passes_unless_no_relayed_is_set(play_all: Any) -> None:
    async with stub_run_context(RELAY) as run_context:
        (record,) = await play_all(run_context, ["TC_K_01_CSMS"], at_once=1)
        run_context.no_relayed = True
        (strict,) = await play_all(run_context, ["TC_K_01_CSMS"], at_once=1)
    assert (record["verdict"], record["relayed"]) == ("PASS", True), record["cause"]
    assert [play["relayed"] for play in record["plays"]] == [True] * len(record["plays"])
    assert "met" not in {v["outcome"] for play in record["plays"] for v in play["validations"] if v["kind"] == "own"}
    assert (strict["verdict"], strict["cause"]["code"], strict["relayed"]) == ("INCONCLUSIVE", "relayed", False)
