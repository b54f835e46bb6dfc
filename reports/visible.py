"""Show foreign text safely: it cannot hide anything, control a terminal, or give a command to a CI system.

Text of a CSMS, an API or a record is output through the functions of this module, and on the terminal through the
console made here (see `WAYS_OUT` in tests/integration/hostile/test_ways_out.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import IO, Any

from rich.console import Console
from rich.segment import Segment

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_ESCAPED_IN_JSON = re.compile(r"\\(?:u00|[bfr])")
_COMMAND_ANYWHERE = re.compile(r"#(?=#[a-z]{0,20}\[)")
"""`##[error]` and `##vso[...]` are commands of GitHub's and Azure's runners anywhere in a line."""
_COMMAND_AT_START = re.compile(r"^(\s*:)(?=:)", re.MULTILINE)
"""`::error::` is a command at the start of a line, also after blanks."""


def visible(text: str) -> str:
    r"""Return `text` with control characters, direction marks and the like escaped (\u202e); line breaks and tabs stay.

    Commands of CI systems are broken up by a blank: `: :error::`, `# #[error]`.
    """
    if not (text.isascii() and text.isprintable()):
        text = _INVISIBLE.sub(_spelled, text)
    return without_commands(text) if "::" in text or "##" in text else text


def is_visible_json(text: str) -> bool:
    """Return whether `visible` would change no string in a JSON text that was written without escapes for letters."""
    return not (_INVISIBLE.search(text) or _ESCAPED_IN_JSON.search(text) or "::" in text or "##" in text)


def visible_line(text: str) -> str:
    """Return `text` as `visible` does, on one line."""
    return visible(text.replace("\n", "\\n").replace("\t", " "))


def without_commands(text: str) -> str:
    """Return `text` with the commands of CI systems broken up."""
    if "::" in text:
        text = _COMMAND_AT_START.sub(r"\1 ", text)
    return _COMMAND_ANYWHERE.sub("# ", text) if "##" in text else text


def github_data(text: str) -> str:
    """Return the text of a workflow command of GitHub (`::error::TEXT`), escaped as its runner reads it."""
    shown = _INVISIBLE.sub(_spelled, text)
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def github_property(text: str) -> str:
    """Return the value of a property of a workflow command (`::error title=VALUE::`), escaped the same way."""
    return github_data(text).replace(":", "%3A").replace(",", "%2C")


class VisibleConsole(Console):
    """A Rich console that escapes all text like `visible`, after any wrapping."""

    def _render_buffer(self, buffer: Iterable[Segment]) -> str:
        shown = (
            segment if segment.control else Segment(_INVISIBLE.sub(_spelled, segment.text), segment.style)
            for segment in buffer
        )
        return _without_commands_in_color(super()._render_buffer(shown))


def visible_console(file: IO[str] | None = None, **options: Any) -> Console:
    """Return a console for a command: on stdout by default, without highlighting."""
    return VisibleConsole(file=file, highlight=False, **options)


_COLOR = "(?:\x1b\\[[0-9;]{0,40}m)"
_COLORED_COMMAND = re.compile(rf"^((?:{_COLOR}|[^\S\n])*:)(?={_COLOR}*:)", re.MULTILINE)


def _without_commands_in_color(text: str) -> str:
    if "::" not in text and ":\x1b" not in text:
        return _COMMAND_ANYWHERE.sub("# ", text)
    return _COMMAND_ANYWHERE.sub("# ", _COLORED_COMMAND.sub(r"\1 ", text))


def _spelled(found: re.Match[str]) -> str:
    character = found.group()
    if character == "\r":
        return "\\r"
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"
