"""All problems of a configuration, each with its place in the file."""

from collections.abc import Sequence
from dataclasses import dataclass

KeyPath = tuple[str | int, ...]
"""The place of a value: names of tables and keys, numbers of list elements from 0."""


@dataclass(frozen=True)
class Problem:
    """One problem, and how to correct it."""

    path: KeyPath
    text: str
    line: int | None = None
    unset: bool = False
    """An environment variable is missing; the file may be valid on another machine."""
    toml: str = ""
    """The lines to add to the file, if that would help."""

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text

    @property
    def place(self) -> str:
        """Return the line and the key; empty when the problem concerns the whole file."""
        line = [f"line {self.line}"] if self.line is not None else []
        return ", ".join([*line, *([spelled(self.path)] if self.path else [])])


class ConfigurationError(Exception):
    """A configuration that cannot be used. `problems` has all problems, in the file's order."""

    def __init__(self, source: str, problems: Sequence[Problem]) -> None:
        self.source = source
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line or 0))
        super().__init__(source, self.problems)

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return f"{self.source}: {self.problems[0]}"
        return "\n".join([f"{self.source}: {len(self.problems)} problems", *(f"  {p}" for p in self.problems)])


def spelled(path: KeyPath) -> str:
    """Return a key path as text for a person: `stations[1].identity`, with lists counted from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text
