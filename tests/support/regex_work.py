"""Count the steps of a regular expression, as a backtracking engine such as Python's takes them.

Time cannot be asserted on a busy machine, and `re` does not count. This one interprets the pattern that `re` has
parsed, tries the same alternatives in the same order, and counts every step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_WORD: r"\W",
}


def steps(pattern: re.Pattern[str], text: str, most: int = 2_000_000) -> int:
    """Return the steps that finding every match in `text` takes; no more than `most` are counted."""
    return _Engine(pattern, text, most).find_all()


class _Enough(Exception):
    pass


class _Engine:
    def __init__(self, pattern: re.Pattern[str], text: str, most: int) -> None:
        self._tree = list(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))
        self._ignore_case = bool(pattern.flags & re.IGNORECASE)
        self._dot_all = bool(pattern.flags & re.DOTALL)
        self._text = text.lower() if self._ignore_case else text
        self._groups: dict[int, tuple[int, int]] = {}
        self._most = most
        self._steps = 0

    def find_all(self) -> int:
        start = 0
        try:
            while start <= len(self._text):
                self._groups = {}
                end = next(self._ends(self._tree, 0, start), None)
                start = start + 1 if end is None or end == start else end
        except _Enough:
            return self._most
        return self._steps

    def _ends(self, items: list[Any], index: int, at: int) -> Iterator[int]:
        if index == len(items):
            yield at
            return
        for middle in self._one(*items[index], at):
            yield from self._ends(items, index + 1, middle)

    def _one(self, kind: Any, value: Any, at: int) -> Iterator[int]:
        self._step()
        if kind in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
            if self._fits(kind, value, at):
                yield at + 1
        elif kind is op.BRANCH:
            for branch in value[1]:
                yield from self._ends(list(branch), 0, at)
        elif kind is op.SUBPATTERN:
            for end in self._ends(list(value[3]), 0, at):
                self._groups[value[0]] = (at, end)
                yield end
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            yield from self._repeat(kind is op.MAX_REPEAT, *value, at)
        elif kind is op.AT:
            if self._is_at(value, at):
                yield at
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            if self._looks(value, at) == (kind is op.ASSERT):
                yield at
        elif kind is op.GROUPREF:
            start, end = self._groups[value]
            self._step(end - start)
            if self._text.startswith(self._text[start:end], at):
                yield at + end - start
        else:
            raise NotImplementedError(str(kind))

    def _repeat(self, greedy: bool, least: int, most: int, item: Any, at: int) -> Iterator[int]:
        items = list(item)
        if len(items) == 1 and items[0][0] in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN) and greedy:
            count = 0
            while count < most and self._fits(*items[0], at + count):
                self._step()
                count += 1
            for taken in range(count, int(least) - 1, -1):
                self._step()
                yield at + taken
            return
        yield from self._repeat_complex(greedy, int(least), most, items, 0, at)

    def _repeat_complex(self, greedy: bool, least: int, most: int, items: Any, done: int, at: int) -> Iterator[int]:
        if not greedy and done >= least:
            yield at
        if done < most:
            for middle in self._ends(items, 0, at):
                if middle > at:
                    yield from self._repeat_complex(greedy, least, most, items, done + 1, middle)
        if greedy and done >= least:
            yield at

    def _fits(self, kind: Any, value: Any, at: int) -> bool:
        if at >= len(self._text):
            return False
        character = self._text[at]
        if kind is op.ANY:
            return self._dot_all or character != "\n"
        if kind is op.IN:
            return self._is_in(value, character)
        return (character == self._case(value)) == (kind is op.LITERAL)

    def _is_in(self, members: Any, character: str) -> bool:
        negated = members[0][0] is op.NEGATE
        found = any(self._is_member(kind, value, character) for kind, value in members[negated:])
        return found != negated

    def _is_member(self, kind: Any, value: Any, character: str) -> bool:
        if kind is op.LITERAL:
            return character == self._case(value)
        if kind is op.RANGE:
            both = {character, character.upper()} if self._ignore_case else {character}
            return any(value[0] <= ord(one[0]) <= value[1] for one in both)
        return re.match(_CATEGORIES[value], character) is not None

    def _case(self, code: int) -> str:
        return chr(code).lower() if self._ignore_case else chr(code)

    def _is_at(self, where: Any, at: int) -> bool:
        if where in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
            return at == 0
        if where in (op.AT_END, op.AT_END_STRING):
            return at == len(self._text)
        before = at > 0 and re.match(r"\w", self._text[at - 1]) is not None
        after = at < len(self._text) and re.match(r"\w", self._text[at]) is not None
        return (before != after) == (where is op.AT_BOUNDARY)

    def _looks(self, value: Any, at: int) -> bool:
        direction, items = value
        if direction < 0:
            at -= items.getwidth()[1]
        return at >= 0 and next(self._ends(list(items), 0, at), None) is not None

    def _step(self, count: int = 1) -> None:
        self._steps += count
        if self._steps > self._most:
            raise _Enough


def attacks(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Return pairs of a beginning and a unit to repeat, made of what the pattern itself looks for."""
    words = sorted(set(_words(list(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)))), key=len)[-8:]
    units = list(dict.fromkeys((*words, " ", "a", "0", "\\", "a.")))
    pairs = [first + second for first in units for second in units if len(first) + len(second) < 12]
    return [(before, unit) for before in ("", *words) for unit in units] + [("", pair) for pair in pairs]


def _words(items: list[Any]) -> Iterator[str]:
    """Yield the runs of literals of a pattern, and a character of every class in it."""
    run = ""
    for kind, value in items:
        if kind is op.LITERAL:
            run += chr(value)
            continue
        if run:
            yield run
        run = ""
        if kind is op.IN:
            yield from (chr(v if k is op.LITERAL else v[0]) for k, v in value if k in (op.LITERAL, op.RANGE))
        elif kind is op.BRANCH:
            for branch in value[1]:
                yield from _words(list(branch))
        elif kind is op.SUBPATTERN:
            yield from _words(list(value[3]))
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            yield from _words(list(value[2]))
    if run:
        yield run
