"""Part 5's conditions over what a CSMS claims."""

from __future__ import annotations

import pytest

from plugfest.reports.claims import holds


@pytest.mark.parametrize(
    ("condition", "claimed", "expected"),
    [
        ("C-13", {"C-13": True}, True),
        ("C-13", {"C-13": False}, False),
        ("C-13", {}, None),
        ("C-44 or NOT AQ-16", {"C-44": False, "AQ-16": True}, False),
        ("C-44 or NOT AQ-16", {"C-44": False, "AQ-16": False}, True),
        ("C-44 or NOT AQ-16", {"C-44": True}, True),
        ("C-44 or NOT AQ-16", {"C-44": False}, None),
        ("C-49 and (C-30 or C-31)", {"C-49": True, "C-31": True}, True),
        ("C-49 and (C-30 or C-31)", {"C-49": False}, False),
        ("NOT C-29.1", {"C-29.1": True}, False),
        ("C-61 OR advanced-security", {"C-61": False, "advanced-security": True}, True),
        ("R-0 and iso15118", {"R-0": True, "iso15118": False}, False),
    ],
)
def test_condition_is_evaluated(condition: str, claimed: dict[str, bool], expected: bool | None) -> None:
    assert holds(condition, claimed.get) is expected


@pytest.mark.parametrize("condition", ["", "C-13 or", "(C-13", "C-13 C-14", "C-13 & C-14", ")", "or C-13", "not"])
def test_invalid_condition_is_refused(condition: str) -> None:
    with pytest.raises(ValueError, match="condition"):
        holds(condition, {}.get)
