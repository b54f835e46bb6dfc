"""Spell out invisible characters, so that nothing a CSMS sends can hide or control a terminal."""

from __future__ import annotations

import re

_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def visible(text: str) -> str:
    r"""Return `text` with controls, direction marks and the like spelled out (\u202e); line breaks and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found.group()):04x}" if found.group() != "\r" else "\\r", text)
