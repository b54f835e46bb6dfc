"""The report of a run in Chromium: filter, links, unfolding, keyboard, print, and no requests."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support import runs, synthetic
from support.synthetic_plays import HOSTILE, hostile

from plugfest.reports import write_all, write_comparison
from plugfest.reports.labels import short_id
from plugfest.reports.record import Record
from plugfest.reports.write import write_reports

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Open = Callable[..., "Page"]
SAYING = """(sought) => [...document.querySelectorAll(".case")].filter((one) => sought.startsWith("msg:")
  ? [...one.querySelectorAll(".m b")].some((name) => name.textContent.toLowerCase().includes(sought.slice(4)))
  : one.textContent.toLowerCase().includes(sought)).map((one) => one.querySelector(".body").id)"""


class Run:
    """A run that was really played, and its report."""

    def __init__(self, record: Record) -> None:
        write_reports(record, record.path.parent)
        self.record, self.report = record, record.path.parent / "report.html"
        self.verdicts = {short_id(case["id"]): case["verdict"] for case in record.cases}

    def with_verdict(self, *verdicts: str) -> list[str]:
        """The cases of these verdicts, in order."""
        return [case for case, verdict in self.verdicts.items() if verdict in verdicts]


@pytest.fixture(scope="session")
def flawed(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Some forty cases against a CSMS with two dozen bugs."""
    return Run(runs.flawed_run(tmp_path_factory.mktemp("flawed")))


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Every case, against a CSMS that passes."""
    return Run(runs.flawless_run(tmp_path_factory.mktemp("full")))


@pytest.fixture(scope="session")
def failing(flawed: Run) -> Path:
    """The report of the run with many failures."""
    return flawed.report


def _shown(page: Page) -> list[str]:
    return [
        str(one) for one in page.evaluate("[...document.querySelectorAll('.case:not([hidden]) .body')].map(b => b.id)")
    ]


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('.case')?.querySelector('.body').id ?? ''"))


def test_filter_selects_by_verdict_block_profile_and_text(flawed: Run, opened: Open) -> None:
    page = opened(flawed.report)
    everything = page.locator("#f-count").inner_text()
    assert everything.startswith("251 cases")
    page.click(".filter button.FAIL")
    failed = flawed.with_verdict("FAIL")
    assert _shown(page) == failed
    assert page.locator("#f-count").inner_text() == f"{len(failed)} of {len(flawed.verdicts)} cases"
    page.click(".filter button.INCONCLUSIVE")
    assert _shown(page) == flawed.with_verdict("FAIL", "INCONCLUSIVE")
    page.select_option("#f-block", "C")
    assert {one[:4] for one in _shown(page)} == {"TC_C"}
    assert not page.locator("#block-A").is_visible()
    page.fill("#f-text", "clearcache none came")
    assert _shown(page) == ["TC_C_37", "TC_C_38"]
    assert page.locator(".matrix a.c:not(.dim)").count() == 2
    page.fill("#f-text", "no-case-has-this")
    assert page.locator(".none").is_visible()
    page.click("#f-clear")
    assert page.locator("#f-count").inner_text() == everything
    page.select_option("#f-profile", "iso15118")
    assert _shown(page) == [short_id(case["id"]) for case in flawed.record.cases if "iso15118" in case["profiles"]]


def test_link_restores_the_filter(failing: Path, opened: Open) -> None:
    page = opened(failing)
    page.click(".filter button.FAIL")
    page.select_option("#f-block", "K")
    page.fill("#f-text", "composite")
    again = opened(failing, str(page.evaluate("location.hash")))
    assert _shown(again) == _shown(page) == ["TC_K_43", "TC_K_44"]
    assert again.locator(".filter button.FAIL").get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize("fragment", ["#TC_B_21", "#TC_B_21_CSMS"])
def test_link_to_a_case_opens_it(failing: Path, opened: Open, fragment: str) -> None:
    page = opened(failing, fragment)
    assert page.locator("#TC_B_21").is_visible()
    assert page.locator(".case:has(#TC_B_21) > summary").is_visible()
    assert _focused(page) == "TC_B_21"
    assert 0 <= page.locator(".case:has(#TC_B_21)").bounding_box()["y"] < 300  # type: ignore[index]
    assert page.locator(".case[open]").count() == 1


def test_link_shows_a_case_hidden_by_the_filter(failing: Path, opened: Open) -> None:
    page = opened(failing)
    page.click(".filter button.FAIL")
    page.click('.matrix a[href="#TC_A_01"]')
    page.locator("#TC_A_01").wait_for(state="visible")


def test_address_names_the_opened_case(failing: Path, opened: Open) -> None:
    page = opened(failing)
    page.click(".case:has(#TC_C_02) > summary")
    page.wait_for_url("**#TC_C_02")


def test_frame_unfolds_and_can_be_copied_unchanged(flawed: Run, opened: Open) -> None:
    page = opened(flawed.report, "#TC_B_22", permissions=["clipboard-read", "clipboard-write"])
    arrow = page.locator("#TC_B_22 .m.violated p.a").first
    assert "ResetRequest" in arrow.inner_text()
    arrow.click()
    frame = page.locator("#TC_B_22 .frame pre")
    assert '"type": "OnIdle"' in frame.inner_text()
    page.get_by_role("button", name="as sent").click()
    (sent,) = (
        entry["text"]
        for case in flawed.record.cases
        if case["id"] == "TC_B_22_CSMS"
        for entry in case["plays"][0]["trace"]
        if entry["type"] == "frame" and entry["action"] == "Reset" and entry["message"] == "CALL"
    )
    assert frame.inner_text() == sent
    page.get_by_role("button", name="copy").click()
    page.get_by_role("button", name="copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == sent
    arrow.click()
    assert frame.count() == 0


def test_compressed_messages_are_shown_and_found(full: Run, opened: Open, tmp_path: Path) -> None:
    page = opened(full.report)
    name = str(page.locator(".case:has(.packed) .body").last.get_attribute("id"))
    play = next(case["plays"][0] for case in full.record.cases if short_id(case["id"]) == name)
    sent = [entry["text"] for entry in play["trace"] if entry["type"] == "frame"]
    page.fill("#f-text", sent[0].split('"')[1])
    page.wait_for_function("document.querySelectorAll('.case:not([hidden])').length === 1")
    assert _shown(page) == [name]
    page.click(f".case:has(#{name}) > summary")
    assert set(sent) <= set(page.locator(f"#{name} .raw pre").all_text_contents())
    page.locator(f"#{name} p.a[role=button]").first.scroll_into_view_if_needed()
    with page.expect_download() as download:
        page.click(f"#{name} .download")
    download.value.save_as(tmp_path / "one.html")
    assert sent[0].replace("&", "&amp;") in (tmp_path / "one.html").read_text("utf-8")
    assert 'template id="packed"' not in (tmp_path / "one.html").read_text("utf-8")


def test_search_finds_in_compressed_messages_what_their_elements_say(full: Run, opened: Open) -> None:
    page = opened(full.report)
    page.fill("#f-text", "msg:ClearCacheRequest")
    page.wait_for_function("!document.querySelector('#f-count').innerText.startsWith('0 of')")
    found = {}
    for sought in ("msg:clearcacherequest", "clearcacherequest", '{"status":"accepted"}', '"', "<", "&", "href"):
        page.fill("#f-text", sought)
        found[sought] = _shown(page)
    page.fill("#f-text", "")
    page.evaluate("for (const one of document.querySelectorAll('.case')) one.open = true")
    page.wait_for_function("document.querySelector('.packed') === null")
    for sought, shown in found.items():
        assert shown == page.evaluate(SAYING, sought), sought


def test_link_to_a_passed_case_shows_its_messages(full: Run, opened: Open) -> None:
    last = list(full.verdicts)[-1]
    page = opened(full.report, f"#{last}")
    page.locator(f"#{last} .seq p.a[role=button]:visible").first.wait_for()
    assert 0 <= page.locator(f".case:has(#{last})").bounding_box()["y"] < 300  # type: ignore[index]
    assert _focused(page) == last


def test_keyboard_shortcuts_reach_every_case(flawed: Run, opened: Open) -> None:
    page = opened(flawed.report)
    bad = flawed.with_verdict("FAIL", "INCONCLUSIVE")
    page.keyboard.press("j")
    assert _focused(page) == "TC_A_01"
    page.keyboard.press("j")
    assert _focused(page) == "TC_A_02"
    page.keyboard.press("n")
    assert _focused(page) == bad[0] == "TC_A_04"
    page.keyboard.press("n")
    assert _focused(page) == bad[1]
    page.keyboard.press("k")
    page.keyboard.press("j")
    assert _focused(page) == bad[1]
    page.keyboard.press("Enter")
    assert page.locator(f"#{bad[1]}").is_visible()
    page.locator(f"#{bad[1]} p.a[role=button]:visible").first.focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.locator(f"#{bad[1]} .frame").is_visible()
    page.keyboard.press("Space")
    assert page.locator(f"#{bad[1]} .frame").count() == 0
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "f-text"
    page.keyboard.type("TC_J_0")
    assert {one[:6] for one in _shown(page)} == {"TC_J_0"}
    page.keyboard.press("Escape")
    assert len(_shown(page)) == len(flawed.verdicts)


def test_tab_order_follows_the_page(flawed: Run, opened: Open) -> None:
    page = opened(flawed.report)
    everything = "[...document.querySelectorAll('*')].indexOf(document.activeElement)"
    met = []
    while page.evaluate("document.activeElement.id") != "f-text" and len(met) < 1000:
        page.keyboard.press("Tab")
        met.append(int(page.evaluate(everything)))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") in ("solid", "auto")
    assert met == sorted(met)
    assert len(met) > len(flawed.verdicts), "each case of the matrix"


def test_readiness_and_blocks_precede_the_causes(flawed: Run, opened: Open) -> None:
    page = opened(flawed.report)
    tops = [page.locator(part).bounding_box()["y"] for part in (".ready >> nth=0", ".matrix", ".causes")]  # type: ignore[index]
    assert tops == sorted(tops)
    assert page.locator(".contents a").all_inner_texts()[:4] == ["Verdicts", "Readiness", "Blocks", "What to fix"]
    titles = page.locator(".causes h3").all_inner_texts()
    assert len(titles) == len(set(titles)) >= 18
    for said in (
        "ResetRequest: type must be 'Immediate'",
        'BootNotificationResponse must fit its JSON schema, currentTime: "22.11.2026 08:15" is not a "date-time"',
        "the connection must be refused by TLS or HTTP 4xx or CLOSE or a cut connection",
        "the connection was cut in the middle of the case",
    ):
        assert said in titles
    assert any(title.startswith("ClearCacheRequest must be sent") for title in titles)
    chips = {text for one in page.locator(".causes .chip").all_inner_texts() for text in one.split()}
    assert chips == set(flawed.with_verdict("FAIL", "INCONCLUSIVE"))
    page.click(".causes .chip >> text=TC_B_22 >> nth=0")
    assert "Wrong in this case too" in page.locator("#TC_B_22 .cause").inner_text()


def test_guide_explains_the_report(failing: Path, opened: Open) -> None:
    page = opened(failing)
    assert not page.locator(".guide dl").is_visible()
    page.click(".guide summary")
    assert "the case could not be played" in page.locator(".guide").inner_text()
    page.emulate_media(media="print")
    assert not page.locator(".guide").is_visible()


def test_violated_validation_is_beside_its_arrow(failing: Path, opened: Open) -> None:
    page = opened(failing, "#TC_G_04")
    row = page.locator("#TC_G_04 .m.violated")
    arrow, demand = row.locator("p.a").bounding_box(), row.locator(".w .violated").first.bounding_box()
    assert arrow is not None
    assert demand is not None
    assert demand["x"] >= arrow["x"] + arrow["width"]
    assert abs(demand["y"] - arrow["y"]) < 40


def test_report_is_readable_without_javascript(failing: Path, opened: Open) -> None:
    page = opened(failing, "#TC_B_22", java_script_enabled=False)
    assert page.locator("#TC_B_22 .seq").is_visible()
    assert not page.locator(".filter").is_visible()
    page.click("#TC_B_22 .raw summary")
    assert '"Reset",{"type":"OnIdle"}]' in page.locator("#TC_B_22 .raw").inner_text()
    page.click(".case:has(#TC_A_08) > summary")
    assert page.locator("#TC_A_08").is_visible()


def test_page_without_javascript_says_where_compressed_messages_are(full: Run, opened: Open) -> None:
    page = opened(full.report, java_script_enabled=False)
    assert "plugfest show run.jsonl" in page.locator("#cases > noscript").inner_text()
    page.click(".case:has(#TC_A_08) > summary")
    assert page.locator("#TC_A_08 .requirements").is_visible()


def test_print_is_short_and_contains_open_cases_completely(flawed: Run, opened: Open) -> None:
    page = opened(flawed.report)
    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", print_background=True)))
    assert pages < 10
    page.emulate_media(media="print")
    assert page.locator(".case:has(#TC_B_22) > summary .why").is_visible()
    assert not page.locator("#TC_B_22 .seq").is_visible()
    for hidden in (".filter", ".contents", ".gantt"):
        assert not page.locator(hidden).is_visible(), hidden
    page.emulate_media(media="screen")
    page.click(".case:has(#TC_B_22) > summary")
    page.emulate_media(media="print")
    assert page.locator("#TC_B_22 .seq").is_visible()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", print_background=True))) > pages


def test_filter_selects_by_mark_and_by_field(flawed: Run, opened: Open) -> None:
    page = opened(flawed.report)
    page.click(".filter button[data-mark=new]")
    assert _shown(page) == flawed.with_verdict("FAIL", "INCONCLUSIVE", "ERROR")
    again = opened(flawed.report, str(page.evaluate("location.hash")))
    assert again.locator(".filter button[data-mark=new]").get_attribute("aria-pressed") == "true"
    page.click(".filter button[data-mark=new]")
    page.fill("#f-text", "id:B_2 msg:ResetRequest")
    assert {one[:6] for one in _shown(page)} == {"TC_B_2"}
    wanted = next(case["requirements"][0] for case in flawed.record.cases if case["requirements"])
    page.fill("#f-text", f"FR:{wanted}")
    with_it = [short_id(case["id"]) for case in flawed.record.cases if wanted in case["requirements"]]
    assert set(with_it) <= set(_shown(page))
    assert len(_shown(page)) < 20


def test_search_results_are_highlighted(flawed: Run, opened: Open) -> None:
    page = opened(flawed.report)
    page.fill("#f-text", "clearcache none came")
    marked = page.evaluate("[...CSS.highlights.get('found')].map(String)")
    assert {found.lower() for found in marked} == {"clearcache", "none", "came"}
    page.fill("#f-text", "")
    assert page.evaluate("CSS.highlights.has('found')") is False


def test_case_is_downloaded_as_its_own_page(flawed: Run, opened: Open, tmp_path: Path) -> None:
    page = opened(flawed.report, "#TC_B_22")
    with page.expect_download() as download:
        page.click("#TC_B_22 .download")
    assert download.value.suggested_filename == "TC_B_22.html"
    download.value.save_as(tmp_path / "TC_B_22.html")
    alone = opened(tmp_path / "TC_B_22.html")
    assert _shown(alone) == ["TC_B_22"]
    alone.locator("#TC_B_22 .m.violated p.a").first.click()
    assert '"type": "OnIdle"' in alone.locator("#TC_B_22 .frame pre").inner_text()
    assert not alone.locator(".filter").is_visible()


def test_timeline_bar_opens_its_case(flawed: Run, opened: Open) -> None:
    page = opened(flawed.report)
    page.locator('.gantt a[href="#TC_B_22"] rect').dispatch_event("click")
    page.locator("#TC_B_22").wait_for(state="visible")


def test_page_has_light_and_dark_colours(failing: Path, opened: Open) -> None:
    colours = {
        scheme: opened(failing, color_scheme=scheme).evaluate(
            "getComputedStyle(document.documentElement).backgroundColor"
        )
        for scheme in ("light", "dark")
    }
    assert colours == {"light": "rgb(251, 250, 247)", "dark": "rgb(17, 20, 23)"}


@pytest.mark.parametrize("width", [400, 800, 1300])
def test_page_fits_the_window_width(failing: Path, opened: Open, width: int) -> None:
    page = opened(failing, "#TC_H_17", viewport={"width": width, "height": 900})
    for case in ("TC_A_08", "TC_B_22", "TC_K_43"):
        page.click(f".case:has(#{case}) > summary")
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


def test_interrupted_run_is_marked_in_the_page(tmp_path: Path, opened: Open) -> None:
    run = Run(runs.interrupted_run(tmp_path / "results"))
    page = opened(run.report)
    assert "the run was interrupted" in page.locator(".warning").inner_text()
    assert _shown(page) == list(run.verdicts)
    assert 1 <= len(run.with_verdict("PASS")) < 40
    assert "the run was interrupted before this case was played" in page.locator(".case:has(#TC_E_53)").inner_text()
    assert "interrupted" in " ".join(page.locator(".causes h3").all_inner_texts())
    assert page.locator(".ready .no").count() >= 1


def test_full_report_is_limited_in_size(full: Run, opened: Open) -> None:
    assert full.report.stat().st_size < 1_000_000
    page = opened(full.report)
    assert page.locator("h2").first.inner_text() == "251 of 251 cases passed"
    assert page.evaluate("document.querySelectorAll('*').length") < 15_000
    assert page.locator(".causes").count() == 0
    assert page.locator(".ready .no").count() == 0


def test_printed_case_that_passed_shows_its_messages(full: Run, opened: Open) -> None:
    page = opened(full.report)
    closed = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    page.click(".case:has(#TC_B_21) > summary")
    page.locator("#TC_B_21 .seq").wait_for(state="visible")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) > closed


def test_comparison_page_marks_differing_cases(full: Run, flawed: Run, tmp_path: Path, opened: Open) -> None:
    html, _ = write_comparison([full.record.path, flawed.record.path, full.record.path], tmp_path)
    page = opened(html)
    assert page.locator(".side tr.differs").count() == len(flawed.with_verdict("FAIL", "INCONCLUSIVE"))
    for row in page.locator(".changes td:last-child").all()[:50]:
        box = row.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 1300
    assert page.locator(".changes tbody tr").count() == 2 * len(flawed.with_verdict("FAIL", "INCONCLUSIVE"))
    for width in (1300, 400):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
