"""Take the pictures of the documentation: a run against a CSMS with known bugs, its report, and one failing case.

`tox -e pictures` writes them to docs/pictures; Debian's Chromium takes them.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from plugfest.scenarios.engine.run import RunOptions, run
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.simulator.link.faults import Change, Fault, SetField, Target
from plugfest.simulator.link.link import Link
from plugfest.simulator.protocol.frames import MessageType

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
FAILING = "TC_H_01"
BUGS: dict[str, Change] = {
    "ReserveNow": SetField(("evseId",), 2),
    "SetChargingProfile": SetField(("chargingProfile", "chargingSchedule", 0, "chargingRateUnit"), "kW"),
    "GetLog": SetField(("logType",), "DiagnosticsLog"),
}
"""One bug of a CSMS for each of these requests."""


def buggy_link() -> Link:
    """Return a link that makes of the compact CSMS one with these bugs."""
    return Link([Fault(Target(MessageType.CALL, action, onwards=True), change) for action, change in BUGS.items()])


def play(results: Path) -> None:
    """Play every case of Part 6 against it, and write the reports."""
    cases = [case.id for case in SUITE.cases.values() if case.official]
    asyncio.run(run(RunOptions(SUITE, results, cases, workers=6, link=buggy_link)))


def report(browser: Browser, address: str) -> None:
    """The top of the report."""
    page = browser.new_page(viewport={"width": 1200, "height": 700})
    page.goto(address)
    page.screenshot(path=PICTURES / "report.png")


def failing_case(browser: Browser, address: str) -> None:
    """The beginning of one failing case of it, unfolded."""
    page = browser.new_page(viewport={"width": 1200, "height": 1200})
    page.goto(f"{address}#{FAILING}")
    case = page.locator("details", has=page.locator(f"#{FAILING}")).last.bounding_box()
    assert case is not None
    clip = {"x": case["x"], "y": case["y"], "width": case["width"], "height": min(case["height"], 640)}
    page.screenshot(path=PICTURES / "case.png", clip=clip)


def take(file: Path) -> None:
    """Take the pictures of this report."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        report(browser, file.as_uri())
        failing_case(browser, file.as_uri())
        browser.close()


def main() -> int:
    """Play, write the report, and take the pictures; returns the exit code."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        play(Path(folder))
        take(Path(folder) / "report.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
