"""Finds the line of a key in a TOML file, which tomllib does not provide."""

from collections.abc import Iterator

from plugfest.scenarios.config.problems import KeyPath

_BARE_END = frozenset(",]}#\n \t\r")


def locate(text: str) -> dict[KeyPath, int]:
    """Return the line (from 1) of every table, key and list element of a TOML document.

    The document must be valid: tomllib has read it before. Elements that are not understood are left out.
    """
    return _Scanner(text).run()


def line_of(path: KeyPath, lines: dict[KeyPath, int]) -> int | None:
    """Return the line of a key, or of the nearest table around it."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[KeyPath, int] = {}
        self.lengths: dict[KeyPath, int] = {}
        """How many tables an array of tables has so far."""
        self._line, self._counted = 1, 0

    def run(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        for _ in self._statements():
            if self._peek("[["):
                self.at += 2
                path = self._last_of(self._keys("]"))
                self.at += 2
                table = (*path, self.lengths.get(path, 0))
                self.lengths[path] = self.lengths.get(path, 0) + 1
                self._note(table)
            elif self._peek("["):
                self.at += 1
                table = self._last_of(self._keys("]"))
                self.at += 1
                self._note(table)
            else:
                self._pair(table)
        return self.lines

    def _statements(self) -> Iterator[None]:
        """Stop at the beginning of each header and each key."""
        while True:
            self._skip(newlines=True)
            if self.at >= len(self.text):
                return
            yield

    def _pair(self, table: KeyPath) -> None:
        here = self.at
        path = (*table, *self._keys("="))
        self._note(path, here)
        self.at += 1
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        self._skip(newlines=True)
        if self._peek("["):
            self.at += 1
            self._elements(path)
        elif self._peek("{"):
            self.at += 1
            while self._more("}"):
                self._pair(path)
        elif self._peek('"') or self._peek("'"):
            self._string()
        else:
            while self.at < len(self.text) and self.text[self.at] not in _BARE_END:
                self.at += 1

    def _elements(self, path: KeyPath) -> None:
        number = 0
        while self._more("]"):
            self._note((*path, number))
            self._value((*path, number))
            number += 1

    def _more(self, end: str) -> bool:
        """Go to the next element of a list or inline table; False when it has ended."""
        self._skip(newlines=True)
        while self._peek(","):
            self.at += 1
            self._skip(newlines=True)
        if self._peek(end) or self.at >= len(self.text):
            self.at += 1
            return False
        return True

    def _keys(self, end: str) -> KeyPath:
        keys: list[str] = []
        while True:
            self._skip()
            if self._peek('"') or self._peek("'"):
                keys.append(self._string())
            else:
                start = self.at
                while self.at < len(self.text) and self.text[self.at] not in f".{end} \t\n":
                    self.at += 1
                keys.append(self.text[start : self.at])
            self._skip()
            if not self._peek("."):
                return tuple(keys)
            self.at += 1

    def _string(self) -> str:
        quote = self.text[self.at]
        fence = quote * 3 if self._peek(quote * 3) else quote
        self.at += len(fence)
        start = self.at
        while not self._peek(fence) and self.at < len(self.text):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        end = self.at
        self.at += len(fence)
        while len(fence) == 3 and self._peek(quote):
            self.at += 1
        return self.text[start:end]

    def _skip(self, newlines: bool = False) -> None:
        while self.at < len(self.text):
            if self._peek("#"):
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif self.text[self.at] in (" \t\r\n" if newlines else " \t"):
                self.at += 1
            else:
                return

    def _peek(self, what: str) -> bool:
        return self.text.startswith(what, self.at)

    def _last_of(self, path: KeyPath) -> KeyPath:
        """Resolve a header through an array of tables to its last table so far."""
        full: KeyPath = ()
        for number, part in enumerate(path):
            full = (*full, part)
            if number < len(path) - 1 and full in self.lengths:
                full = (*full, self.lengths[full] - 1)
        return full

    def _note(self, path: KeyPath, position: int | None = None) -> None:
        position = self.at if position is None else position
        if position < self._counted:
            self._line, self._counted = 1, 0
        self._line += self.text.count("\n", self._counted, position)
        self._counted = position
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], self._line)
