"""Parts of a page that its script inserts when somebody looks at them: compressed, so that opening the page is fast.

The sequence charts and raw frames of 251 cases are five sixths of a page, and hardly anybody reads those of a case that
passed. Compressed they take a fifth of the size, and the browser neither reads their markup nor builds their elements.
"""

from __future__ import annotations

import base64
import json
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
        """Return base64 of deflated JSON, a list of all parts; nothing without any."""
        if not self._parts:
            return ""
        plain = json.dumps(self._parts, separators=(",", ":")).encode("ascii")
        return base64.b64encode(zlib.compress(plain, 6)).decode("ascii")
