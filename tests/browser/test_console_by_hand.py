"""A person plays cases in the browser, against a CSMS that is operated by its own API only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.console import console
from support.console_pages import PATIENCE, card, carry_out, choose, ended, go, start
from support.manual_csms import manual_csms

from plugfest.reports.record import read_record

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

CASES = (
    "TC_B_20_CSMS TC_B_25_CSMS TC_C_37_CSMS TC_C_38_CSMS TC_D_08_CSMS TC_E_31_CSMS TC_E_34_CSMS TC_F_06_CSMS "
    "TC_F_20_CSMS TC_G_03_CSMS"
).split()


def test_ten_cases_are_played_by_hand(tmp_path: Path, visited: Callable[[str], Page]) -> None:
    with manual_csms() as csms, console(tmp_path / "results", csms.configuration(tmp_path)) as link:
        page = visited(link)
        choose(page, link, *CASES)
        assert "10 cases chosen" in page.locator(".estimate").inner_text()
        assert "10 orders by hand" in page.locator(".estimate").inner_text()
        page.get_by_label("orders of one kind in a row").uncheck()

        # The keyboard passes over cases that cannot be played.
        assert page.locator('input[data-case="TC_A_04_CSMS"]').is_disabled()
        page.locator('input[data-case="TC_A_03_CSMS"]').focus()
        page.keyboard.press("j")
        assert page.locator("input[data-case]:focus").get_attribute("data-case") == "TC_A_12_CSMS"
        start(page)

        # The order is over by itself when its message is there.
        first = card(page, 1)
        assert (first["case"], first["do"]) == ("TC_B_20", "reset the station when idle")
        carry_out(csms, first)
        ended(page, 1)

        # A wrong message does not end it: it is shown beside what was expected, and the right one follows.
        second = card(page, 2)
        carry_out(csms, second, evse="2")
        came = page.locator('[data-card="2"] .came')
        came.wait_for(timeout=PATIENCE)
        assert "evseId must be 1, was 2" in came.inner_text()
        assert came.locator(".expected li").all_inner_texts() == ["type must be 'OnIdle'", "evseId must be 1"]

        # Space pauses the run, and goes on with it, while the card has the focus.
        page.keyboard.press("Space")
        page.get_by_text("paused after the case under way").wait_for(timeout=PATIENCE)
        page.keyboard.press("Space")
        page.get_by_role("button", name="Pause after this case").wait_for(timeout=PATIENCE)

        # "It cannot" can be taken back; a page that is loaded again shows the same order.
        page.keyboard.press("c")
        page.get_by_role("button", name="Undo").click()
        page.reload()
        assert card(page, 2) == second
        carry_out(csms, second)
        ended(page, 2)

        carry_out(csms, card(page, 3))
        ended(page, 3)

        # What is wrong at the moment is put off.
        put_off = card(page, 4)
        assert put_off["case"] == "TC_C_38"
        page.keyboard.press("l")
        ended(page, 4)

        # A note goes into the record.
        fifth = card(page, 5)
        page.keyboard.press("m")
        page.get_by_label("For the record").fill("the version was 0 <b>before</b>")
        page.get_by_role("button", name="OK").click()
        carry_out(csms, fifth)
        ended(page, 5)
        carry_out(csms, card(page, 6))
        ended(page, 6)

        # The run is stopped, and goes on from the page of its summary.
        card(page, 7)
        page.get_by_role("button", name="Stop").click()
        page.get_by_role("button", name="Really stop?").click()
        page.get_by_role("link", name="Summary").wait_for(timeout=PATIENCE)
        stopped = read_record(tmp_path / "results" / "run.jsonl")
        assert stopped.footer is not None
        assert stopped.footer["interrupted"]
        go(page, link, "finish")
        page.get_by_role("button", name="Go on with it").click()
        page.wait_for_url("**/#/run")

        orders = []
        for number in range(1, 6):
            read = card(page, number)
            orders.append((read["case"], read["do"]))
            if read["case"] == "TC_F_06":
                page.keyboard.press("c")
            else:
                carry_out(csms, read)
            ended(page, number)
        assert ("TC_C_38", put_off["do"]) in orders
        assert orders[-2:] == [("TC_G_03", "set EVSE 1 inoperative"), ("TC_G_03", "set the station operative")]
        page.get_by_role("link", name="Summary").click(timeout=PATIENCE)
        page.get_by_text("the version was 0 <b>before</b>").wait_for(timeout=PATIENCE)
        page.close()

    record = read_record(tmp_path / "results" / "run.jsonl")
    verdicts = {case["id"]: case["verdict"] for case in record.cases if case["verdict"] != "NOT_RUN"}
    assert verdicts == {case: "INCONCLUSIVE" if case == "TC_F_06_CSMS" else "PASS" for case in CASES}
    refused = record.case("TC_F_06")
    assert refused is not None
    assert refused["cause"] is not None
    assert (refused["cause"]["code"], "cannot do it" in refused["cause"]["text"]) == ("order-refused", True)
    noted = record.case("TC_D_08")
    assert noted is not None
    assert [(note["text"], note["by"]) for note in noted["notes"]] == [("the version was 0 <b>before</b>", "Ada")]
    assert record.header["person"] == "Ada"
