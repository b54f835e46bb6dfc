"""Badges as SVG."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from support import synthetic

from plugfest.reports import write_all


def test_badges_are_svg_with_a_label(tmp_path: Path) -> None:
    header = synthetic.header(name="<b>&")
    path = synthetic.write(tmp_path / "run.jsonl", [synthetic.case("B", 1), synthetic.case("B", 2)], first=header)
    write_all(path, tmp_path)
    svg = ET.fromstring((tmp_path / "badges" / "core.svg").read_text())
    assert svg.get("aria-label") == "OCPP 2.0.1 Core: ready, 2 of 2"
    assert (
        ET.fromstring((tmp_path / "badges" / "plugfest.svg").read_text())
        .get("aria-label", "")
        .endswith("2 of 2 cases pass")
    )
