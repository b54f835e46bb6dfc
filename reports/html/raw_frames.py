"""Raw frames below a sequence chart: as elements while they are few, compressed for the page's script beyond that.

The frames of 251 cases are a third of a page, and hardly anybody reads those of a case that passed. Compressed they
take a sixth of the size, and the browser does not build an element for each.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable
from typing import cast

from markupsafe import Markup

from plugfest.reports.html.markup import attribute, escaped
from plugfest.reports.html.views import unfolded
from plugfest.reports.record import Entry
from plugfest.reports.timeline import Moment, Phase
from plugfest.reports.visible import visible

UNFOLDS = ("message", "frame", "connect")
"""Kinds of moments that have a raw frame, or the details of a connection attempt."""
_ROOM_FOR_BAD, _ROOM_FOR_OTHERS = 500_000, 20_000


def number_of(moment: Moment) -> int:
    """Return the number by which a row and its raw frame find each other."""
    return cast(Entry, moment.entry)["n"]


class RawFrames:
    """The raw frames of one page."""

    def __init__(self, limit: int) -> None:
        """Show at most `limit` characters of each frame."""
        self._limit = limit
        self._room = {True: _ROOM_FOR_BAD, False: _ROOM_FOR_OTHERS}
        self._compressed: list[list[tuple[int, str]]] = []

    def of(self, phases: Iterable[Phase], bad: bool) -> Markup:
        """Return the frames of a play, or a mark where the script inserts them; `bad`: of a case that did not pass."""
        moments = [moment for phase in phases for moment in phase.moments if moment.kind in UNFOLDS]
        texts = [unfolded(moment, self._limit) for moment in moments]
        room = self._room[bad] - sum(map(len, texts))
        if room >= 0:
            self._room[bad] = room
            return Markup("".join(map(_element, moments, texts)))  # noqa: S704  every part is escaped there
        self._compressed.append(list(zip(map(number_of, moments), map(visible, texts), strict=True)))
        return Markup('<p class="packed" data-play="{}"></p>').format(len(self._compressed) - 1)

    def compressed(self) -> str:
        """Return the frames that are no elements: base64 of deflated JSON, a list of [number, text] for each play."""
        if not self._compressed:
            return ""
        plain = json.dumps(self._compressed, separators=(",", ":")).encode("ascii")
        return base64.b64encode(zlib.compress(plain, 6)).decode("ascii")


def _element(moment: Moment, text: str) -> str:
    title = attribute(f"{moment.title}, {moment.at:.3f} s")
    return f'<pre data-n="{number_of(moment)}" title="{title}">{escaped(text)}</pre>'
