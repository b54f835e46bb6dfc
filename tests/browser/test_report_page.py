"""The report of a run in Chromium: filter, links, unfolding, keyboard, print, and nothing that leaves the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import synthetic
from synthetic_plays import HOSTILE, hostile

from plugfest.reports import write_all, write_comparison

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Open = Callable[..., "Page"]


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("failing")
    write_all(synthetic.write(folder / "run.jsonl", synthetic.full_run(failing=True)), folder)
    return folder / "report.html"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full")
    write_all(synthetic.write(folder / "run.jsonl", synthetic.full_run()), folder)
    return folder / "report.html"


def _shown(page: Page) -> list[str]:
    return [
        str(one) for one in page.evaluate("[...document.querySelectorAll('.case:not([hidden]) .body')].map(b => b.id)")
    ]


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('.case')?.querySelector('.body').id ?? ''"))


def test_the_filter_by_verdict_block_profile_and_text(failing: Path, opened: Open) -> None:
    page = opened(failing)
    assert page.locator("#f-count").inner_text() == "251 cases"
    page.click(".filter button.FAIL")
    assert len(_shown(page)) == 44
    assert page.locator("#f-count").inner_text() == "44 of 251 cases"
    page.click(".filter button.INCONCLUSIVE")
    assert len(_shown(page)) == 54
    page.select_option("#f-block", "B")
    assert {one[:4] for one in _shown(page)} == {"TC_B"}
    assert not page.locator("#block-A").is_visible()
    page.fill("#f-text", "clearcache")
    assert _shown(page) == ["TC_B_15"]
    assert page.locator(".matrix a.c:not(.dim)").count() == 1
    page.fill("#f-text", "nothing has this")
    assert page.locator(".none").is_visible()
    page.click("#f-clear")
    assert len(_shown(page)) == 251
    page.select_option("#f-profile", "local-list")
    assert {one[:4] for one in _shown(page)} == {"TC_D"}


def test_a_filter_can_be_shared_as_a_link(failing: Path, opened: Open) -> None:
    page = opened(failing)
    page.click(".filter button.FAIL")
    page.select_option("#f-block", "K")
    page.fill("#f-text", "resetrequest")
    again = opened(failing, str(page.evaluate("location.hash")))
    assert _shown(again) == _shown(page) == ["TC_K_16"]
    assert again.locator(".filter button.FAIL").get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize("fragment", ["#TC_B_21", "#TC_B_21_CSMS"])
def test_a_link_to_a_case_opens_it(failing: Path, opened: Open, fragment: str) -> None:
    page = opened(failing, fragment)
    assert page.locator("#TC_B_21").is_visible()
    assert page.locator(".case:has(#TC_B_21) > summary").is_visible()
    assert _focused(page) == "TC_B_21"
    assert 0 <= page.locator(".case:has(#TC_B_21)").bounding_box()["y"] < 300  # type: ignore[index]
    assert page.locator(".case[open]").count() == 1


def test_a_link_to_a_case_that_the_filter_hides_shows_it_all_the_same(failing: Path, opened: Open) -> None:
    page = opened(failing)
    page.click(".filter button.FAIL")
    page.click('.matrix a[href="#TC_A_01"]')
    assert page.locator("#TC_A_01").is_visible()


def test_an_opened_case_is_in_the_address(failing: Path, opened: Open) -> None:
    page = opened(failing)
    page.click(".case:has(#TC_C_01) > summary")
    page.wait_for_url("**#TC_C_01")


def test_a_frame_unfolds_at_its_arrow_and_can_be_copied_as_it_was_sent(failing: Path, opened: Open) -> None:
    page = opened(failing, "#TC_A_02", permissions=["clipboard-read", "clipboard-write"])
    arrow = page.locator("#TC_A_02 .m.violated p.a").first
    assert "ResetRequest" in arrow.inner_text()
    arrow.click()
    frame = page.locator("#TC_A_02 .frame pre")
    assert '"evseId": 1' in frame.inner_text()
    page.get_by_role("button", name="as sent").click()
    sent = '[2,"c-PF-A002-0008","Reset",{"type":"Immediate","evseId":1}]'
    assert frame.inner_text() == sent
    page.get_by_role("button", name="copy").click()
    page.get_by_role("button", name="copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == sent
    arrow.click()
    assert frame.count() == 0


def test_everything_by_keyboard(failing: Path, opened: Open) -> None:
    page = opened(failing)
    page.keyboard.press("j")
    assert _focused(page) == "TC_A_01"
    page.keyboard.press("j")
    assert _focused(page) == "TC_A_02"
    page.keyboard.press("n")
    assert _focused(page) == "TC_A_05"
    page.keyboard.press("k")
    assert _focused(page) == "TC_A_04"
    page.keyboard.press("Enter")
    assert page.locator("#TC_A_04").is_visible()
    page.locator("#TC_A_04 p.a[role=button]").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#TC_A_04 .frame").is_visible()
    page.keyboard.press("Space")
    assert page.locator("#TC_A_04 .frame").count() == 0
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "f-text"
    page.keyboard.type("TC_J_0")
    assert len(_shown(page)) == 9
    page.keyboard.press("Escape")
    assert len(_shown(page)) == 251


def test_a_violated_validation_is_seen_at_its_arrow(failing: Path, opened: Open) -> None:
    page = opened(failing, "#TC_A_02")
    row = page.locator("#TC_A_02 .m.violated")
    arrow, demand = row.locator("p.a").bounding_box(), row.locator(".w .violated").first.bounding_box()
    assert arrow is not None
    assert demand is not None
    assert demand["x"] >= arrow["x"] + arrow["width"]
    assert abs(demand["y"] - arrow["y"]) < 40


def test_it_is_readable_without_javascript(failing: Path, opened: Open) -> None:
    page = opened(failing, "#TC_A_02", java_script_enabled=False)
    assert page.locator("#TC_A_02 .seq").is_visible()
    assert not page.locator(".filter").is_visible()
    page.click("#TC_A_02 .raw summary")
    assert '"Reset",{"type":"Immediate","evseId":1}]' in page.locator("#TC_A_02 .raw").inner_text()
    page.click(".case:has(#TC_A_05) > summary")
    assert page.locator("#TC_A_05").is_visible()


def test_it_prints_with_one_page_or_more_per_case(tmp_path: Path, opened: Open) -> None:
    cases = synthetic.full_run(failing=True)[:30]
    write_all(synthetic.write(tmp_path / "run.jsonl", cases), tmp_path)
    page = opened(tmp_path / "report.html")
    assert not page.locator("#TC_A_02").is_visible()
    pdf = page.pdf(format="A4", print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) > sum(1 for case in cases if case["plays"])
    page.emulate_media(media="print")
    box = page.locator("#TC_A_02 .seq").bounding_box()
    assert box is not None
    assert box["height"] > 100
    assert not page.locator(".filter").is_visible()


def test_light_and_dark(failing: Path, opened: Open) -> None:
    colours = {
        scheme: opened(failing, color_scheme=scheme).evaluate(
            "getComputedStyle(document.documentElement).backgroundColor"
        )
        for scheme in ("light", "dark")
    }
    assert colours == {"light": "rgb(251, 250, 247)", "dark": "rgb(17, 20, 23)"}


@pytest.mark.parametrize("width", [400, 800, 1300])
def test_nothing_is_wider_than_the_window(failing: Path, opened: Open, width: int) -> None:
    page = opened(failing, "#TC_A_02", viewport={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_hostile_content_does_not_run(tmp_path: Path, opened: Open) -> None:
    case = synthetic.case("B", 1, plays=[hostile(frames=10_000)], title=HOSTILE, about=HOSTILE)
    header = synthetic.header(name=HOSTILE)
    write_all(synthetic.write(tmp_path / "run.jsonl", [case], first=header), tmp_path)
    page = opened(tmp_path / "report.html", "#TC_B_01")
    for arrow in page.locator("#TC_B_01 .m p.a[role=button]:visible").all()[:30]:
        arrow.click()
    page.fill("#f-text", "<script>")
    assert _shown(page) == ["TC_B_01"]
    assert page.evaluate("window.hacked") is None
    assert page.locator("img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1300


def test_an_interrupted_run(tmp_path: Path, opened: Open) -> None:
    write_all(synthetic.write(tmp_path / "run.jsonl", synthetic.full_run()[:20], whole=False), tmp_path)
    page = opened(tmp_path / "report.html")
    assert "Not complete" in page.locator(".warning").inner_text()
    assert len(_shown(page)) == 20


def test_a_full_report_opens_fast(full: Path, opened: Open) -> None:
    assert full.stat().st_size < 5_000_000
    page = opened(full)
    assert page.evaluate("document.querySelectorAll('*').length") < 90_000
    took = page.evaluate("performance.getEntriesByType('navigation')[0].domComplete")
    assert took < 3_000, "on a machine with nothing else to do it is well under a second"


def test_a_comparison(tmp_path: Path, opened: Open) -> None:
    paths = [
        synthetic.write(tmp_path / "a.jsonl", synthetic.full_run()[:30]),
        synthetic.write(tmp_path / "b.jsonl", synthetic.full_run(failing=True)[:30], first=synthetic.header("Other")),
    ]
    html, _ = write_comparison(paths, tmp_path)
    page = opened(html)
    assert page.locator(".side tr.differs").count() == 10
    assert page.evaluate("document.documentElement.scrollWidth") <= 1300
