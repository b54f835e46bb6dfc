"""The sequence chart of one play, with its raw frames, its orders and its waits.

As its rows, it is written directly, because a page has hundreds of them. All foreign text passes through `escaped`.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from plugfest.reports.html.diagram import rows
from plugfest.reports.html.markup import escaped
from plugfest.reports.html.packed import Packed
from plugfest.reports.html.raw_frames import RawFrames
from plugfest.reports.html.views import CaseView, PlayView
from plugfest.reports.labels import number, seconds
from plugfest.reports.timeline import Phase


class Charts:
    """The charts of one page: compressed those of cases that passed, where these are many."""

    def __init__(self, frames: RawFrames, packed: Packed, packs_passed: bool) -> None:
        """Write the raw frames by `frames`, and compress into `packed`."""
        self._frames = frames
        self._packed = packed
        self._packs_passed = packs_passed

    def add(self, case: CaseView) -> None:
        """Add the charts of a case to the views of its plays."""
        for play in (*(case.before.plays if case.before else ()), *case.plays):
            play.chart = self._chart(play, case.bad)

    def _chart(self, view: PlayView, bad: bool) -> Markup:
        """Return the chart of a play of a case that is `bad` or passed, or the mark where the script inserts it."""
        packed = self._packs_passed and not bad
        made = "".join(_parts(view, self._frames, packed))
        return self._packed.add(made) if packed else Markup(made)  # noqa: S704  every part is escaped where it is put in


def _parts(view: PlayView, frames: RawFrames, packed: bool) -> Iterator[str]:
    yield '<div class="seq operated">' if view.operator else '<div class="seq">'
    yield f'<div class="actors" aria-hidden="true"><p><b>station</b><small>{escaped(view.play["station"])}</small></p>'
    yield f"<p><b>CSMS</b></p>{'<p><b>operator</b></p>' if view.operator else ''}</div>"
    yield from map(_phase, view.phases)
    yield '</div><details class="raw"><summary>Raw frames, as they were sent</summary>'
    yield f"{frames.of(view.phases, packed)}</details>"
    if view.orders or view.waits:
        yield f'<dl class="also">{"".join(_also(view))}</dl>'


def _phase(phase: Phase) -> str:
    if phase.part == "main":
        return f'<ol class="trace">{rows(phase.moments)}</ol>'
    violated = phase.violated
    return (
        f'<details class="phase"{" open" if violated else ""}><summary>{escaped(phase.title)} '
        f"<span>({number(len(phase.moments), 'moment')})</span></summary>"
        f'<ol class="trace">{rows(phase.moments, folded=not violated)}</ol></details>'
    )


def _also(view: PlayView) -> Iterator[str]:
    for position, (intent, outcome) in enumerate(view.orders, 1):
        yield f"<div><dt>Order {position}: {escaped(intent)}</dt><dd>{escaped(outcome)}</dd></div>"
    if view.waits:
        waits = ", ".join(f"{seconds(long)} for {escaped(what)}" for what, long in view.waits)
        yield f"<div><dt>Waited {seconds(view.waited)} in all</dt><dd>{waits}</dd></div>"
