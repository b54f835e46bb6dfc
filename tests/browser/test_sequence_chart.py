"""The sequence chart that a page builds from trace entries equals the one rendered in the report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support import synthetic

from plugfest.reports import write_all
from plugfest.web import asset

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ROWS = """(rows) => [...rows].map((row) =>
  [row.className, ...["time", ".a"].map((part) => row.querySelector(part).textContent)])"""
BUILD = f"""(play) => {{
  const chart = SequenceChart.create({{ station: play.station, operator: true }});
  for (const entry of play.trace) chart.add(entry, play.validations.filter((one) => one.entry === entry.n));
  document.body.append(chart.element);
  return ({ROWS})(chart.element.querySelectorAll(".m"));
}}"""
RENDERED = f"""() => ({ROWS})(document.querySelectorAll(".trace .m:not(.missing):not(.demand)"))"""


@pytest.mark.parametrize("kind", ["violates", "variants fail", "missing", "api broke", "schema", "relayed"])
def test_chart_built_in_the_page_equals_the_rendered_one(
    tmp_path: Path, opened: Callable[..., Page], kind: str
) -> None:
    case = synthetic.case("B", 1, kind)
    case["plays"] = case["plays"][:1]
    write_all(synthetic.write(tmp_path / "run.jsonl", [case]), tmp_path)
    page = opened(tmp_path / "report.html")
    rendered = page.evaluate(RENDERED)
    page.evaluate(asset("sequence.js").replace("const SequenceChart", "window.SequenceChart"))
    built = page.evaluate(BUILD, case["plays"][0])
    assert [_cut_as(one, other) for one, other in zip(built, rendered, strict=True)] == rendered


def _cut_as(row: list[str], rendered: list[str]) -> list[str]:
    """Return the row with its text as short as in the report, which cuts texts in folded phases earlier."""
    *others, text = row
    short = rendered[-1].removesuffix("…")
    return [*others, rendered[-1] if rendered[-1].endswith("…") and text.startswith(short) else text]


def test_message_added_later_unfolds_to_its_raw_frame(tmp_path: Path, opened: Callable[..., Page]) -> None:
    path = tmp_path / "live.html"
    style, script = asset("base.css") + asset("sequence.css"), asset("sequence.js")
    path.write_text(f"<!doctype html><title>live</title><style>{style}</style><body><script>{script}</script>")
    page = opened(path)
    page.evaluate("SequenceChart.listen(); window.chart = SequenceChart.create(); document.body.append(chart.element)")
    frame = {"n": 0, "at": 0.1, "step": 1, "type": "frame", "connection": 1, "from": "csms", "opcode": "text"}
    frame |= {"text": '[2,"1","Reset",{"type":"<b>"}]', "size": 30, "message": "CALL", "action": "Reset"}
    page.evaluate("(frame) => chart.add(frame)", frame)
    page.locator("p.a").focus()
    page.keyboard.press("Enter")
    assert '"type": "<b>"' in page.locator(".frame pre").inner_text()
