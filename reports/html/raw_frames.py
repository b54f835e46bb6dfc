"""Raw frames below a sequence chart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from markupsafe import Markup

from plugfest.reports.html.markup import attribute_name, escaped
from plugfest.reports.html.packed import Packed
from plugfest.reports.html.views import unfolded
from plugfest.reports.record import Entry
from plugfest.reports.timeline import Moment, Phase

UNFOLDS = ("message", "frame", "connect")
"""Kinds of moments that have a raw frame, or the details of a connection attempt."""
_ROOM = 500_000


def number_of(moment: Moment) -> int:
    """Return the number by which a row and its raw frame find each other."""
    return cast(Entry, moment.entry)["n"]


class RawFrames:
    """The raw frames of one page: as elements while they are few, compressed beyond that."""

    def __init__(self, limit: int, packed: Packed) -> None:
        """Show at most `limit` characters of each frame."""
        self._limit = limit
        self._room = _ROOM
        self._packed = packed

    def of(self, phases: Iterable[Phase], within_packed: bool) -> Markup:
        """Return the frames of a play, or the mark where the script inserts them.

        `within_packed`: as elements in any case, since the play is compressed with them.
        """
        moments = [moment for phase in phases for moment in phase.moments if moment.kind in UNFOLDS]
        elements = "".join(_element(moment, unfolded(moment, self._limit)) for moment in moments)
        if not within_packed:
            if len(elements) > self._room:
                return self._packed.add(elements)
            self._room -= len(elements)
        return Markup(elements)  # noqa: S704  every part is escaped there


def _element(moment: Moment, text: str) -> str:
    return (
        f'<pre data-n="{number_of(moment)}" title="{attribute_name(moment.title)}, {moment.at:.3f} s">'
        f"{escaped(text)}</pre>"
    )
