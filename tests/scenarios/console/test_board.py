"""Each page is sent only what it has not received yet."""

from plugfest.scenarios.console.board import Board, Cursor


def test_unchanged_section_is_not_sent_again() -> None:
    board, cursor, value = Board(), Cursor(), {"done": 1}
    board.section("run", lambda: dict(value))
    assert board.news(cursor) == {"run": {"done": 1}}
    assert board.news(cursor) == {}
    value["done"] = 2
    board.touch("run")
    assert board.news(cursor) == {"run": {"done": 2}}
    assert board.news(Cursor()) == {"run": {"done": 2}}


def test_only_new_log_items_are_sent() -> None:
    board, cursor = Board(), Cursor()
    log = board.log("play-1")
    log.items += ["a", "b"]
    assert board.news(cursor) == {"logs": {"play-1": {"from": 0, "items": ["a", "b"]}}}
    log.items.append("c")
    assert board.news(cursor) == {"logs": {"play-1": {"from": 2, "items": ["c"]}}}
    assert board.news(Cursor()) == {"logs": {"play-1": {"from": 0, "items": ["a", "b", "c"]}}}
    log.begin()
    log.items.append("d")
    assert board.news(cursor) == {"logs": {"play-1": {"from": 0, "items": ["d"]}}}
    board.drop_log("play-1")
    assert board.news(cursor) == {"gone": ["play-1"]}
    assert board.news(cursor) == {}


async def test_wait_returns_when_a_section_changes() -> None:
    board, cursor = Board(), Cursor()
    board.section("run", lambda: 1)
    assert await board.wait(cursor, 0.01)
    board.news(cursor)
    assert not await board.wait(cursor, 0.01)
    board.touch("run")
    assert await board.wait(cursor, 10)
