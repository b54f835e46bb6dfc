"""Invisible characters are spelled out."""

from __future__ import annotations

from plugfest.reports.visible import visible


def test_nothing_can_hide_or_steer() -> None:
    assert visible("a\x1b[31m\u202eb\x00\n\tc") == "a\\u001b[31m\\u202eb\\u0000\n\tc"
    assert visible("Zoë 充電 ☑") == "Zoë 充電 ☑"
