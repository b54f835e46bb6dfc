"""Parts of a page that its script inserts when somebody looks at them: compressed, so that opening the page is fast.

The sequence charts and raw frames of 251 cases are five sixths of a page, and hardly anybody reads those of a case that
passed. Compressed they take a fifth of the size, and the browser neither reads their markup nor builds their elements.
"""

from __future__ import annotations

import base64
import zlib

from markupsafe import Markup


class Packed:
    """The compressed parts of one page."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def add(self, part: str) -> Markup:
        """Keep a piece of markup, and return the element in whose place the script inserts it."""
        self._parts.append(part)
        return Markup('<p class="packed" data-part="{}"></p>').format(len(self._parts) - 1)

    def compressed(self) -> str:
        """Return base64 of all parts, deflated, with U+0000 between them, which they cannot contain."""
        if not self._parts:
            return ""
        plain = "\0".join(self._parts).encode("utf-8")
        return base64.b64encode(zlib.compress(plain, 5)).decode("ascii")
