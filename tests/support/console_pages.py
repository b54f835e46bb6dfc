"""Actions of a person on the console's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from support.manual_csms import ManualCsms

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE = 180_000
"""Milliseconds, on a machine that others use too."""


def go(page: Page, link: str, part: str) -> None:
    """Open a part of the console, as its navigation does."""
    page.goto(f"http://{urlsplit(link).netloc}/#/{part}")


def choose(page: Page, link: str, *cases: str, name: str = "Ada") -> None:
    """Choose exactly these cases."""
    go(page, link, "choose")
    page.get_by_role("button", name="none", exact=True).click()
    for case in cases:
        page.locator(f'input[data-case="{case}"]').check()
    page.get_by_label("Your name").fill(name)


def start(page: Page) -> None:
    """Start what is chosen."""
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/#/run", timeout=PATIENCE)


def card(page: Page, number: int) -> dict[str, str]:
    """Wait for a card, and read what stands on it: its case, its kind of order and its values."""
    page.locator(f'[data-card="{number}"]').wait_for(timeout=PATIENCE)
    read: dict[str, str] = page.evaluate(
        """(number) => { const card = document.querySelector(`[data-card="${number}"]`);
        return { case: card.querySelector("header b").textContent, kind: card.dataset.kind,
          do: card.querySelector(".do").textContent, ...Object.fromEntries([...card.querySelectorAll(".values > div")]
            .map((row) => ["dt", "code"].map((part) => row.querySelector(part).textContent))
            .map(([name, value]) => [`value ${name}`, value])) }; }""",
        number,
    )
    return read


def carry_out(csms: ManualCsms, read: dict[str, str], **other: str) -> None:
    """Do at the CSMS what a card says, with `other` values than it says where they are given."""
    values = {name.removeprefix("value "): value for name, value in read.items() if name.startswith("value ")}
    station = values.pop("station")
    csms.does(read["kind"], {**values, **other}, station)


def ended(page: Page, number: int) -> None:
    """Wait until a card is gone."""
    page.locator(f'[data-card="{number}"]').wait_for(state="detached", timeout=PATIENCE)
