"""A CSMS that understands nothing passes next to nothing: no case that has an order, and the others with a reason."""

from typing import Any

import pytest

from plugfest.scenarios.selfcheck.echo import STUB_CSMS, StubCsms, agreeable, check_echo, stub_run_context
from plugfest.scenarios.selfcheck.table import echo_markdown
from plugfest.scenarios.suites.ocpp201_csms import SUITE


@pytest.mark.parametrize("csms", STUB_CSMS, ids=["nothing", "echo", "agreeable"])
async def test_only_what_demands_no_more_than_an_answer_passes(in_words: Any, csms: StubCsms) -> None:
    check = await check_echo(SUITE, csms, list(SUITE.scenarios))
    assert {case for case in check.passed if SUITE.scenarios[case].orders} == set()
    assert check.passed == csms.may_pass
    assert check.wrongly == ()
    broken = [in_words(record) for record in check.records if record["verdict"] == "ERROR"]
    assert broken == [], "however wrong a CSMS is, plugfest does not break"


async def test_what_passes_is_published_with_its_reason_and_a_wrong_pass_by_name() -> None:
    open_to_all = StubCsms("agrees", agreeable, frozenset())
    check = await check_echo(SUITE, open_to_all, ["TC_B_01_CSMS", "TC_B_20_CSMS"])
    assert check.wrongly == ("TC_B_01_CSMS",)
    text = echo_markdown([check])
    assert "| agrees | 2 | 1 | TC_B_01_CSMS |" in text
    assert "| TC_B_01_CSMS | a boot that is accepted is all that is asked for |" in text


async def test_an_api_that_says_done_while_nothing_is_sent_is_found_out(play_all: Any) -> None:
    async with stub_run_context(agreeable) as run_context:
        (record,) = await play_all(run_context, ["TC_B_20_CSMS"], at_once=1)
    assert (record["verdict"], record["cause"]) == (
        "INCONCLUSIVE",
        {
            "code": "message-missing",
            "text": "ResetRequest must be sent, none came within 0.2 s; a control order did not arrive either",
        },
    )
    assert [order["outcome"] for order in record["plays"][0]["orders"]] == ["done", "done"]
