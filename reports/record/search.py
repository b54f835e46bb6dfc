"""Find which of many strings occur in a text, in a time that does not depend on their number."""

from __future__ import annotations

from struct import Struct


class Search:
    """A set of strings of at least four bytes, to be found in texts.

    Long strings are indexed by the eight words of eight bytes that begin at each of their first eight bytes. Wherever
    such a string occurs, one of these words begins at a multiple of eight, so only every eighth byte of a text is
    looked at. Short ones are indexed by their first four bytes, and then each byte is looked at.
    """

    def __init__(self) -> None:
        self._long = _Words("Q", step=8)
        self._short = _Words("I", step=1)

    def add(self, string: str) -> None:
        """Add a string to be found."""
        encoded = _encoded(string)
        (self._long if len(encoded) >= self._long.shortest else self._short).add(string, encoded)

    def found_in(self, text: str) -> set[str]:
        """Return the strings that occur in a text."""
        content = memoryview(_encoded(text) + bytes(self._long.size))
        candidates = self._long.candidates(content) + self._short.candidates(content)
        return {string for string in candidates if string in text}


class _Words:
    """Strings by the words of one size that begin at each of their first `step` bytes."""

    def __init__(self, kind: str, step: int) -> None:
        self._word, self._step = Struct(kind), step
        self.size = self._word.size
        self.shortest = self.size + step - 1
        self._strings: dict[int, list[str]] = {}

    def add(self, string: str, encoded: bytes) -> None:
        for start in range(self._step):
            (word,) = self._word.unpack_from(encoded, start)
            self._strings.setdefault(word, []).append(string)

    def candidates(self, content: memoryview) -> list[str]:
        """Return the strings of which a word is in the content, which is longer than a word."""
        if not self._strings:
            return []
        found = set[int]()
        for start in range(0, self.size, self._step):
            end = len(content) - (len(content) - start) % self.size
            found |= self._strings.keys() & content[start:end].cast(self._word.format)  # type: ignore[call-overload]
        return [string for word in found for string in self._strings[word]]


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
