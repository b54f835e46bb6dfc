"""Rows of a sequence chart, and the raw frames below it.

A full run has ten thousand of them: direct writing takes a tenth of the time of a template. All foreign text passes
through `escaped` or `attribute`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from markupsafe import Markup

from plugfest.reports.formatting import cut, expected
from plugfest.reports.hints import hint
from plugfest.reports.html.markup import attribute, escaped
from plugfest.reports.html.views import unfolded, value
from plugfest.reports.labels import number, seconds
from plugfest.reports.record import Entry, Validation
from plugfest.reports.timeline import Moment, Phase

_UNFOLDS = ("message", "frame", "connect")
_SLOW = 0.5
_LONGEST = 400


def rows(moments: Iterable[Moment]) -> Markup:
    """Return the moments of a phase as items of a list."""
    return Markup("".join(map(_row, moments)))  # noqa: S704  every part is escaped where it is put in


def raw_frames(phases: Iterable[Phase], limit: int) -> Markup:
    """Return the raw frames for unfolding, each of at most `limit` characters."""
    return Markup("".join(_raw(moment, limit) for phase in phases for moment in phase.moments))  # noqa: S704  as above


def _row(moment: Moment) -> str:
    time = step = unfolds = demanded = ""
    if moment.gap is not None:
        time = f'<time title="{moment.at:.3f} s after the play began">+{seconds(max(moment.gap, 0))}</time>'
    if moment.step is not None:
        step = f"<i>{moment.step}</i>"
    if moment.kind in _UNFOLDS:
        unfolds = f' data-n="{_number(moment)}"'
    if moment.validations:
        demanded = f'<ul class="w">{"".join(_demands(moment.validations))}</ul>'
    return f'<li class="m {moment.css}">{time}{step}<p class="a"{unfolds}>{_label(moment)}</p>{demanded}</li>'


def _raw(moment: Moment, limit: int) -> str:
    if moment.kind not in _UNFOLDS:
        return ""
    title = attribute(f"{moment.title}, {moment.at:.3f} s")
    return f'<pre data-n="{_number(moment)}" title="{title}">{escaped(unfolded(moment, limit))}</pre>'


def _number(moment: Moment) -> int:
    return cast(Entry, moment.entry)["n"]


def _label(moment: Moment) -> str:
    detail = f" <span>{escaped(moment.detail)}</span>" if moment.detail else ""
    marks = list(moment.marks)
    if moment.answered_in is not None and moment.answered_in >= _SLOW:
        marks.append(f"answered in {seconds(moment.answered_in)}")
    return f"<b>{escaped(moment.title)}</b>{detail}" + "".join(f" <em>{escaped(mark)}</em>" for mark in marks)


def _demands(validations: list[Validation]) -> Iterator[str]:
    automatic = 0
    for validation in validations:
        if validation["outcome"] == "violated":
            yield _violated(validation)
        elif (validation["kind"], validation["outcome"]) == ("automatic", "met"):
            automatic += 1
        else:
            yield _held(validation)
    if automatic:
        yield f'<li class="met">{number(automatic, "automatic check")} met</li>'


def _violated(validation: Validation) -> str:
    marks: list[str] = [validation["weight"]]
    marks += ["checked in every case"] if validation["kind"] == "automatic" else []
    marks += [validation["source"]] if validation["source"] else []
    return (
        f'<li class="violated {validation["weight"]}"><p><b>{escaped(cut(validation["text"], _LONGEST))}</b></p>'
        f'{_compared(validation)}{_marks(marks)}<p class="hint">{escaped(hint(validation))}</p></li>'
    )


def _compared(validation: Validation) -> str:
    if not validation["path"] and validation["expected"] is None:
        return ""
    words, wanted = expected(validation)
    code = f" <code>{escaped(cut(wanted, 1000))}</code>" if wanted else ""
    actual = escaped(value(validation["actual"], validation["present"]))
    return f"<dl><dt>expected</dt><dd>{escaped(words)}{code}</dd><dt>actual</dt><dd><code>{actual}</code></dd></dl>"


def _held(validation: Validation) -> str:
    """Return the row of a validation that was met, relayed or not judged."""
    outcome = validation["outcome"]
    marks: list[str] = [validation["weight"]] if validation["weight"] != "required" else []
    marks += {"relayed": ["relayed: plugfest supplied it"], "not judged": ["not judged"]}.get(outcome, [])
    marks += [validation["source"]] if validation["source"] else []
    path = f"<code>{escaped(validation['path'])}</code> " if validation["path"] else ""
    return f'<li class="{outcome.replace(" ", "-")}">{path}{escaped(validation["matcher"])}{_marks(marks)}</li>'


def _marks(marks: list[str]) -> str:
    return "".join(f" <em>{escaped(mark)}</em>" for mark in marks)
