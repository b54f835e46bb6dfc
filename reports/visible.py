"""Show foreign text safely: it cannot hide anything, control a terminal, or give a command to a CI system.

Text of a CSMS, an API or a record is output through the functions of this module, and on the terminal through the
console of `visible_console` (see `WAYS_OUT` in tests/integration/hostile/test_ways_out.py).
"""

from __future__ import annotations

import re

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_PRINTABLE_ASCII = bytes(range(0x20, 0x7F))
_ESCAPED_IN_JSON = re.compile(rb"\\(?:u00|[bfr])")
COMMAND_ANYWHERE = re.compile(r"#(?=#[a-z]{0,20}\[)")
"""`##[error]` and `##vso[...]` are commands of GitHub's and Azure's runners anywhere in a line."""
_COMMAND_AT_START = re.compile(r"^(\s*:)(?=:)", re.MULTILINE)
"""`::error::` is a command at the start of a line, also after blanks."""


def visible(text: str) -> str:
    r"""Return `text` with control characters, direction marks and the like escaped (\u202e); line breaks and tabs stay.

    Commands of CI systems are broken up by a blank: `: :error::`, `# #[error]`.
    """
    if not text.isprintable():  # three times as fast as the search
        text = spelled_out(text)
    return without_commands(text) if _may_command(text) else text


def is_visible_json(data: bytes) -> bool:
    """Return whether `visible` would change no string in a JSON text that was written without escapes for letters."""
    others = data.translate(None, _PRINTABLE_ASCII).decode("utf-8")
    commands = b"::" in data or (b"#" in data and b"##" in data)
    return not (commands or _INVISIBLE.search(others) or _ESCAPED_IN_JSON.search(data))


def spelled_out(text: str) -> str:
    r"""Return `text` with control characters, direction marks and the like escaped (\u202e); commands stay."""
    return _INVISIBLE.sub(_spelled, text)


def visible_line(text: str) -> str:
    """Return `text` as `visible` does, on one line."""
    return visible(text.replace("\n", "\\n").replace("\t", " "))


def without_commands(text: str) -> str:
    """Return `text` with the commands of CI systems broken up."""
    if "::" in text:
        text = _COMMAND_AT_START.sub(r"\1 ", text)
    return COMMAND_ANYWHERE.sub("# ", text) if "##" in text else text


def github_data(text: str) -> str:
    """Return the text of a workflow command of GitHub (`::error::TEXT`), escaped as its runner reads it."""
    shown = spelled_out(text)
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def github_property(text: str) -> str:
    """Return the value of a property of a workflow command (`::error title=VALUE::`), escaped the same way."""
    return github_data(text).replace(":", "%3A").replace(",", "%2C")


def _spelled(found: re.Match[str]) -> str:
    character = found.group()
    if character == "\r":
        return "\\r"
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"


def _may_command(text: str) -> bool:
    """Return whether a text can contain a command, by looking for single characters where that is faster."""
    return "\n" in text or text.lstrip().startswith("::") or ("#" in text and "##" in text)
