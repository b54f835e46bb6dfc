"""The console in a real browser: a whole run watched, every page accessible, on a screen and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support import synthetic
from support.console import console
from support.console_pages import PATIENCE, card, choose, go, start
from support.manual_csms import manual_csms

from plugfest.reports.record import read_record

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def compact(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A console whose runs start a compact CSMS."""
    results = tmp_path_factory.mktemp("results")
    with console(results) as link:
        yield link, results


def barriers(page: Page) -> list[str]:
    """Return the findings of axe for a page."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def test_whole_run_is_started_and_watched(compact: tuple[str, Path], visited: Callable[..., Page]) -> None:
    link, results = compact
    page = visited(link)
    go(page, link, "choose")
    page.locator(".estimate").get_by_text("cases chosen").wait_for(timeout=PATIENCE)
    page.get_by_label("At a time").fill("4")
    start(page)
    page.locator(".lane").nth(3).wait_for(timeout=PATIENCE)
    page.locator(".lane p.a b", has_text="BootNotificationRequest").first.wait_for(timeout=PATIENCE)
    other = visited(link)
    go(other, link, "run")
    page.locator(".tree a.c.PASS").nth(50).wait_for(timeout=PATIENCE)
    other.locator(".tree a.c.PASS").nth(50).wait_for(timeout=PATIENCE)
    page.get_by_role("link", name="Summary").wait_for(timeout=4 * PATIENCE)
    record = read_record(results / "run.jsonl")
    passed = [case["id"] for case in record.cases if case["verdict"] == "PASS"]
    assert page.locator(".tree a.c.PASS").count() == len(passed) >= 251
    assert (results / "report.html").exists()
    assert record.footer is not None
    assert record.footer["exit"] == 0

    # The chart of a case from the record, and playing it again beside the run.
    go(page, link, "case/TC_B_21_CSMS")
    page.locator(".play p.a b", has_text="ResetRequest").first.wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Play again").click()
    page.get_by_text("Played again 1 time").wait_for(timeout=PATIENCE)
    assert read_record(results / "run.jsonl").header["run"] == record.header["run"]
    page.close()
    other.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible(compact: tuple[str, Path], visited: Callable[..., Page], scheme: str) -> None:
    link, _ = compact
    page = visited(link, color_scheme=scheme)
    for part, sign in {
        "start": ".drop",
        "choose": ".block",
        "run": "main h2",
        "case/TC_B_21_CSMS": ".case-page",
        "finish": "main h2",
    }.items():
        go(page, link, part)
        page.locator(sign).first.wait_for(timeout=PATIENCE)
        assert barriers(page) == [], part
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    assert barriers(page) == []
    page.close()


def test_search_finds_cases(compact: tuple[str, Path], visited: Callable[..., Page]) -> None:
    link, _ = compact
    page = visited(link)
    go(page, link, "start")
    page.locator(".drop").wait_for(timeout=PATIENCE)
    page.keyboard.press("/")
    page.locator("#search:focus").wait_for(timeout=PATIENCE)

    def shown(words: str) -> list[str]:
        page.locator("#search").fill(words)
        page.wait_for_timeout(200)
        cases: list[str] = page.locator("input[data-case]").evaluate_all("(all) => all.map((e) => e.dataset.case)")
        return cases

    assert shown("E_02") == ["TC_E_02_CSMS"]
    assert shown("b_2") == [f"TC_B_{number}_CSMS" for number in ("02", "20", "21", "22", "25", "26", "27")]
    assert all(case.startswith("TC_K") for case in shown("@smart-charging"))
    assert "TC_B_21_CSMS" in shown("msg:Reset")
    assert "TC_B_21_CSMS" in shown("FR:B12") != []
    assert shown("Reset OnIdle B") == ["TC_B_20_CSMS", "TC_B_21_CSMS", "TC_B_26_CSMS"]
    page.close()


def test_record_dropped_anywhere_is_opened(
    compact: tuple[str, Path], visited: Callable[..., Page], tmp_path: Path
) -> None:
    record = synthetic.write(tmp_path / "run.jsonl", [synthetic.case("B", 1, "violates")])
    page = visited(compact[0])
    go(page, compact[0], "choose")
    page.locator(".block").first.wait_for(timeout=PATIENCE)
    page.evaluate(
        """(text) => { const data = new DataTransfer(); data.items.add(new File([text], "run.jsonl"));
        for (const name of ["dragover", "drop"]) document.querySelector("h2").dispatchEvent(
          new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true })); }""",
        record.read_text(),
    )
    page.get_by_role("link", name="Open its report").wait_for(timeout=PATIENCE)
    with page.context.expect_page() as opening:
        page.keyboard.press("Enter")
    opening.value.get_by_text("TC_B_01").first.wait_for(timeout=PATIENCE)
    page.close()


def test_order_is_answered_on_a_phone(tmp_path: Path, visited: Callable[..., Page]) -> None:
    with manual_csms() as csms, console(tmp_path / "results", csms.configuration(tmp_path)) as link:
        page = visited(link, viewport={"width": 360, "height": 740})
        choose(page, link, "TC_B_20_CSMS")
        start(page)
        card(page, 1)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.locator(".awaited .left", has_text="s left").wait_for(timeout=PATIENCE)
        page.get_by_text("Frames (").click()
        page.locator(".frames li code", has_text='"BootNotification"').first.wait_for(timeout=PATIENCE)
        buttons = page.locator(".card button").evaluate_all("(all) => all.map((e) => e.getBoundingClientRect().right)")
        assert max(buttons) <= 360
        assert barriers(page) == []
        page.locator(".card").get_by_role("button", name="One minute more").click()
        page.locator(".card .countdown", has_text=re.compile(r"1[3-7]\d")).wait_for(timeout=PATIENCE)
        page.close()
