"""The report page is one file that loads nothing, and text of a CSMS cannot break it."""

from __future__ import annotations

import base64
import re
import zlib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from support import synthetic
from support.synthetic_plays import HOSTILE, hostile

from plugfest.reports.html import page
from plugfest.reports.record import Case, Record, read_record
from plugfest.web import asset

VOID = {"meta", "link", "input", "rect", "img", "br"}


class Outline(HTMLParser):
    """Collects elements, ids and links, and finds elements that are not closed in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.misplaced: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.misplaced.append(tag)


def _outline(html: str) -> Outline:
    outline = Outline()
    outline.feed(html)
    outline.close()
    return outline


def _page(path: Path, cases: list[Case], *, whole: bool = True) -> str:
    return page(read_record(synthetic.write(path / "run.jsonl", cases, whole=whole)))


def _packed(html: str) -> str:
    found = re.search('<template id="packed">([^<]+)</template>', html)
    assert found is not None
    return zlib.decompress(base64.b64decode(found[1])).decode("utf-8")


@pytest.fixture(scope="module")
def failing(failing_run: Record) -> str:
    return page(failing_run)


def test_page_is_well_formed_and_every_link_has_a_target(failing: str) -> None:
    outline = _outline(failing)
    assert outline.misplaced == []
    assert outline.open == []
    ids = [attributes["id"] for _, attributes in outline.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    links = {str(attributes["href"])[1:] for tag, attributes in outline.tags if tag == "a"}
    assert links <= set(ids)
    assert len([name for name in ids if name and name.startswith("TC_")]) == 251


def test_page_loads_no_resources(failing: str) -> None:
    outline = _outline(failing)
    for tag, attributes in outline.tags:
        assert tag not in {"iframe", "object", "embed", "base", "img", "form action"}
        for name in ("src", "action", "srcset", "poster", "style"):
            assert name not in attributes, (tag, name)
        assert str(attributes.get("href", "#")).startswith(("#", "data:,"))
    assert "url(" not in failing
    assert "@import" not in failing


def test_policy_allows_only_the_script_of_the_page(failing: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', failing)
    assert policy is not None
    assert "default-src &#39;none&#39;" in policy.group(1)
    assert "unsafe" not in policy.group(1)
    assert failing.count("<script") == 1
    assert not re.search(r"<[a-z][^>]*\son[a-z]+=", failing)


def test_overview_shows_system_edition_and_counts(failing: str) -> None:
    for said in (
        "compact CSMS",
        "OCPP 2.0.1 Edition 3 (Part 6), errata 2025-09",
        "2026-11-22, 08:00 UTC",
        "plugfest 0.1.0",
        "ws://127.0.0.1:9000/{station}",
        "<b>167</b> of 251 cases passed",
        "Readiness for certification",
        "What to fix first",
    ):
        assert said in failing


def test_violated_validation_is_shown_at_its_message(tmp_path: Path) -> None:
    html = _page(tmp_path, [synthetic.case("B", 22, "violates")])
    row = next(part for part in html.split("<li class=") if "ResetRequest" in part and part.startswith('"m '))
    assert row.startswith('"m csms-station violated"')
    assert "evseId must be absent, was 1" in html[html.index(row) : html.index(row) + 2500]
    assert "<dt>expected</dt><dd>absent</dd>" in html
    assert "erratum 6.2.15" in html


def test_missing_message_is_shown(tmp_path: Path) -> None:
    html = _page(tmp_path, [synthetic.case("B", 1, "missing")])
    assert "<b>ClearCacheRequest</b> <span>never came</span>" in html
    assert "30 s of silence" in html


def test_relayed_validations_are_marked(tmp_path: Path) -> None:
    html = _page(tmp_path, [synthetic.case("K", 1, "relayed")])
    assert "relayed: plugfest supplied it" in html
    assert "plugfest supplied {chargingProfilePurpose:" in html


def test_refusal_of_a_connection_is_shown(tmp_path: Path) -> None:
    html = _page(tmp_path, [synthetic.case("A", 8, "variants")])
    assert "refused by TLS" in html
    assert "tlsv1 alert unknown ca" in html
    assert "TLSv1.3" in html


def test_interrupted_run_is_marked_not_complete(tmp_path: Path) -> None:
    assert "Not complete:" in _page(tmp_path, [synthetic.case("A", 1)], whole=False)


def test_page_contains_raw_frames(tmp_path: Path) -> None:
    html = _page(tmp_path, [synthetic.case("B", 22)])
    assert '>[2,"c-PF-B022-0008","Reset",{"type":"Immediate"}]</pre>' in html


def test_hostile_content_is_escaped(tmp_path: Path) -> None:
    case = synthetic.case("B", 1, plays=[hostile()], title=HOSTILE, about=HOSTILE, use_cases=[HOSTILE])
    case["verdict"], case["cause"] = "FAIL", {"code": "validation-violated", "text": HOSTILE}
    html = _page(tmp_path, [case, synthetic.case("B", 2)])
    outline = _outline(html)
    assert outline.misplaced == []
    assert outline.open == []
    assert [tag for tag, _ in outline.tags].count("script") == 1
    assert "img" not in [tag for tag, _ in outline.tags]
    assert not any(name.startswith("on") for _, attributes in outline.tags for name in attributes)
    assert "\x00" not in html
    assert "\x1b" not in html
    assert "\u202e" not in html


def test_page_of_a_flood_is_limited_in_size(tmp_path: Path) -> None:
    case = synthetic.case("B", 1, plays=[hostile(frames=10_000)])
    html = _page(tmp_path, [case])
    assert len(html) < 1_500_000
    assert "entries left out" in html
    assert "more characters are in the record" in html


def test_page_of_251_cases_is_limited_in_size(tmp_path: Path) -> None:
    html = page(read_record(synthetic.write(tmp_path / "run.jsonl", synthetic.full_run())))
    assert len(html.encode()) < 1_000_000


def test_messages_are_compressed_only_for_passed_cases_of_a_large_run(tmp_path: Path) -> None:
    cases = [synthetic.case("B", number) for number in range(1, 22)]
    few, many = _page(tmp_path, cases[:20]), _page(tmp_path, [*cases, synthetic.case("C", 1, "violates")])
    assert (few.count('<ol class="trace">'), "<template" in few, "<noscript>" in few) == (20 * 3, False, False)
    assert many.count('<p class="packed"') == 21
    assert "evseId must be absent, was 1" in many, "the case that failed can be read without JavaScript"
    assert '>[2,"c-PF-B022-0008"' not in many
    assert _packed(many).split("\0")[20].count("<ol") == 3


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_text_contrasts_with_its_background(scheme: int) -> None:
    palettes = re.findall(r":root \{(.*?)\n *\}|:root \{([^}]*)\}", asset("base.css"), re.DOTALL)
    colours: dict[str, str] = {}
    for palette in [palettes[0], palettes[scheme]]:
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6}|#[0-9a-f]{3})(?=;)", "".join(palette)))
    full = {
        name: value if len(value) == 7 else "#" + "".join(one * 2 for one in value[1:])
        for name, value in colours.items()
    }
    grounds = {"pass": "pass-bg", "fail": "fail-bg", "inc": "inc-bg", "err": "err-bg", "off": "off-bg"}
    pairs = [(text, ground) for text in ("ink", "soft", "faint", "accent") for ground in ("paper", "card")]
    for text, ground in [*pairs, *grounds.items(), ("soft", "code"), ("soft", "fail-bg"), ("soft", "off-bg")]:
        lighter, darker = sorted((_luminance(full[text]), _luminance(full[ground])), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, f"{text} on {ground}"


def test_previous_verdict_is_shown_if_it_differs(tmp_path: Path) -> None:
    now = synthetic.write(tmp_path / "run.jsonl", [synthetic.case("B", 1, "violates"), synthetic.case("B", 2)])
    before = synthetic.write(tmp_path / "before.jsonl", [synthetic.case("B", 1), synthetic.case("B", 2)])
    html = page(read_record(now), beside=read_record(before))
    assert html.count("In the run before it was") == 1
    assert "the run of 2026-11-22, 08:00 UTC" in html


def test_impossible_orders_are_listed_in_a_table(tmp_path: Path) -> None:
    cause = {"code": "cannot", "text": "the operator cannot unlock: the configuration has no request for Unlock"}
    html = _page(tmp_path, [synthetic.case("B", 1, "none", verdict="INCONCLUSIVE", cause=cause)])
    assert '<th scope="row">Unlock</th>' in html
    assert "What to fix first" not in html, "the CSMS is not the cause"


def test_excused_and_relayed_cases_are_marked(tmp_path: Path) -> None:
    excused = {"reason": "ticket 7", "link": None, "until": None}
    cases = [synthetic.case("B", 1, "violates", excused=excused), synthetic.case("B", 2, relayed=True)]
    html = _page(tmp_path, cases)
    for mark in ('rect class="FAIL excused"', 'rect class="PASS relayed"', 'class="c FAIL excused"', "FAIL (excused)"):
        assert mark in html
    assert 'data-mark="known"' in html
    assert 'data-mark="relayed"' in html
    assert 'data-mark="new"' not in html


def test_known_failures_are_listed_separately(tmp_path: Path) -> None:
    excused = {"reason": "ticket 7", "link": "https://example.com/7", "until": "2031-01-01"}
    html = _page(tmp_path, [synthetic.case("B", 1, "violates", excused=excused)])
    assert "Known failures, excused by the baseline" in html
    assert "https://example.com/7, until 2031-01-01" in html
    assert "What to fix first" not in html
