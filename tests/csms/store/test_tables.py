"""Pages of the operator API are limited by their size, not by the number of messages alone."""

from __future__ import annotations

from plugfest.csms.store.tables import MAX_PAGE, page


def test_page_is_limited_in_size() -> None:
    read: list[int] = []

    def rows() -> object:
        for number in range(1000):
            read.append(number)
            yield number

    shown = list(page(rows(), lambda _: MAX_PAGE // 10))  # type: ignore[arg-type]
    assert shown == list(range(10))
    assert len(read) == 11


def test_single_large_message_is_shown() -> None:
    assert list(page(["x"], lambda _: MAX_PAGE * 2)) == ["x"]
