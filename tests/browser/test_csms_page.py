"""The page of the compact CSMS, in a browser, with a station that is connected."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from websockets.sync.client import ClientConnection, connect

from plugfest.csms.client import CompactCsms

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

BOOT = {"reason": "PowerUp", "chargingStation": {"model": "M1", "vendorName": "Vendor"}}
NOW = "2026-01-01T0{hour}:00:00Z"


class BareStation:
    """A station that answers every request of the CSMS with Accepted, in a thread of its own."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self._answers: dict[str, Any] = {}
        self._arrived = threading.Condition()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        for text in self.socket:
            frame = json.loads(text)
            if frame[0] == 2:
                self.socket.send(json.dumps([3, frame[1], {"status": "Accepted"}]))
                continue
            with self._arrived:
                self._answers[frame[1]] = frame
                self._arrived.notify_all()

    def calls(self, action: str, payload: dict[str, Any]) -> Any:
        id_ = f"{action}-{len(self._answers)}"
        self.socket.send(json.dumps([2, id_, action, payload]))
        with self._arrived:
            assert self._arrived.wait_for(lambda: id_ in self._answers, 10)
        return self._answers[id_]


@pytest.fixture(scope="module")
def csms() -> Iterator[CompactCsms]:
    with CompactCsms.start("--security-profile", "1", "--token", "04A1B2C3") as running:
        yield running


@pytest.fixture
def station(csms: CompactCsms) -> Iterator[BareStation]:
    with connect(csms.url_of("CS1"), subprotocols=["ocpp2.0.1"], proxy=None) as socket:  # type: ignore[list-item]
        bare = BareStation(socket)
        bare.calls("BootNotification", BOOT)
        for number, kind in enumerate(("Started", "Updated", "Ended")):
            moment = NOW.format(hour=number)
            value = {"timestamp": moment, "sampledValue": [{"value": 1000 * number}]}
            event = {"eventType": kind, "timestamp": moment, "triggerReason": "MeterValuePeriodic", "seqNo": number}
            info = {"transactionId": "T1"}
            bare.calls("TransactionEvent", {**event, "transactionInfo": info, "evse": {"id": 1}, "meterValue": [value]})
        yield bare


@pytest.fixture
def visit(chromium: Browser, csms: CompactCsms) -> Iterator[Callable[..., Page]]:
    """Open the page; at the end it must have reported no error and asked no other server."""
    contexts, complaints, elsewhere = [], [], []

    def opened(fragment: str = "", **options: Any) -> Page:
        context = chromium.new_context(**({"viewport": {"width": 1300, "height": 1000}} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: elsewhere.append(request.url) if csms.operator not in request.url else None)
        page.goto(f"{csms.operator}/{fragment}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert (complaints, elsewhere) == ([], [])


def test_link_of_the_ready_line_signs_in(visit: Callable[..., Page], csms: CompactCsms, station: BareStation) -> None:
    page = visit(f"#token={csms.token}")
    page.get_by_role("link", name="CS1").wait_for()
    assert csms.token not in page.url
    assert "connected" in page.get_by_role("row", name="CS1").inner_text()
    page.reload()
    page.get_by_role("link", name="CS1").wait_for()


def test_page_without_the_token_shows_no_data(visit: Callable[..., Page], csms: CompactCsms) -> None:
    page = visit("#stations")
    page.get_by_label("Token of the API").fill("wrong")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Sign in").wait_for()
    assert page.get_by_role("table").count() == 0
    page.get_by_label("Token of the API").fill(csms.token)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Stations").wait_for()


def test_station_is_watched_and_operated(visit: Callable[..., Page], csms: CompactCsms, station: BareStation) -> None:
    page = visit(f"#token={csms.token}")
    page.get_by_role("link", name="CS1").click()
    live = page.get_by_label("Live journal")
    live.get_by_text("BootNotificationRequest").first.wait_for()
    assert page.get_by_role("img", name="Energy from 0 to 2000 Wh").count() == 1
    station.calls("Heartbeat", {})
    live.get_by_text("HeartbeatResponse").first.wait_for()
    page.get_by_role("combobox", name="Operation").select_option("clear-cache")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_text("clear-cache: done").wait_for()
    live.get_by_text("ClearCacheRequest").first.wait_for()
    page.get_by_role("combobox", name="Fault").select_option("call-error")
    page.get_by_role("textbox", name="Action").fill("Heartbeat")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Remove", exact=True).wait_for()
    assert station.calls("Heartbeat", {})[2] == "InternalError"
    live.get_by_text("injected: call-error").first.wait_for()
    page.get_by_role("button", name="Remove", exact=True).click()
    page.get_by_text("No fault is active.").wait_for()


def test_text_of_a_station_is_escaped(visit: Callable[..., Page], csms: CompactCsms, station: BareStation) -> None:
    page = visit(f"#token={csms.token}")
    page.get_by_role("link", name="CS1").click()
    page.get_by_label("Live journal").get_by_text("BootNotificationRequest").first.wait_for()
    station.calls("DataTransfer", {"vendorId": "<img src=x onerror=alert(1)>"})
    page.get_by_label("Live journal").get_by_text("<img src=x").first.wait_for()
    assert page.locator("img").count() == 0


def test_tokens_are_added_and_forgotten_by_keyboard(visit: Callable[..., Page], csms: CompactCsms) -> None:
    page = visit(f"#token={csms.token}")
    page.get_by_role("link", name="Tokens").focus()
    page.keyboard.press("Enter")
    page.get_by_role("cell", name="04A1B2C3", exact=True).wait_for()
    page.get_by_label("Token", exact=True).focus()
    page.keyboard.type("CAFE")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Forget CAFE").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Forget CAFE").wait_for(state="detached")
    page.get_by_role("link", name="Certificates").click()
    page.get_by_text("No root is trusted beside our own.").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_follows_the_colour_scheme(
    visit: Callable[..., Page], csms: CompactCsms, station: BareStation, scheme: str
) -> None:
    page = visit(f"#token={csms.token}", color_scheme=scheme)
    page.get_by_role("link", name="CS1").wait_for()
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert sum(map(int, paper[4:-1].split(","))) > 600 if scheme == "light" else True
    assert sum(map(int, paper[4:-1].split(","))) < 150 if scheme == "dark" else True
