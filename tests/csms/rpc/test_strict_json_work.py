"""Reading a frame takes work proportional to its length, whatever its content."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.work import growth

from plugfest.csms.rpc import frames

FRAMES = {
    "one member again and again": lambda n: '[2,"1","A",{' + ",".join(['"a":1'] * n) + "}]",
    "a member twice at the end": lambda n: '[2,"1","A",{' + ",".join(f'"m{i}":1' for i in range(n)) + ',"m0":1}]',
    "objects within a limit": lambda n: '[2,"1","A",{"a":[' + ",".join(["[[[[1]]]]"] * n) + "]}]",
    "nested too deeply": lambda n: '[2,"1","A",' + "[" * n + "]" * n + "]",
    "never closed": lambda n: "[" * n,
    "escapes": lambda n: '[2,"1","A",{"a":"' + "\\u0061" * n + '"}]',
    "an id of spaces": lambda n: " " * n + "[" + " " * n,
}


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
def test_reading_a_frame_is_linear_in_its_length(make: Callable[[int], str]) -> None:
    def reading(size: int) -> Callable[[], object]:
        text = make(size)
        return lambda: frames.read(text)

    assert growth(reading, 1000) < 2.5


def test_duplicate_member_is_found_by_hash() -> None:
    """The names are compared by hash: the same frame, with names counted in a loop, takes hours."""
    names = ",".join(f'"m{i}":1' for i in range(60_000))
    frame = frames.read(f'[2,"1","A",{{{names},"m59999":1}}]')
    assert isinstance(frame, frames.Unreadable)
    assert "'m59999' occurs twice" in frame.reason
