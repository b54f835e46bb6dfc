"""Rows of a sequence chart.

A full run has ten thousand of them: direct writing takes a tenth of the time of a template. All foreign text passes
through `escaped`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from plugfest.reports.formatting import cut, expected
from plugfest.reports.hints import hint
from plugfest.reports.html.markup import escaped, escaped_name
from plugfest.reports.html.raw_frames import UNFOLDS, number_of
from plugfest.reports.html.views import value
from plugfest.reports.labels import number, seconds
from plugfest.reports.record import Validation, ValidationOutcome, Weight
from plugfest.reports.timeline import Moment

_SLOW = 0.5
_LONGEST, _FOLDED = 400, 80


def rows(moments: Iterable[Moment], folded: bool = False) -> str:
    """Return the moments of a phase as items of a list; the payloads of a folded phase are cut shorter."""
    longest = _FOLDED if folded else _LONGEST
    return "".join([_row(moment, longest) for moment in moments])


def _row(moment: Moment, longest: int) -> str:
    time = step = unfolds = demanded = ""
    if moment.gap is not None:
        time = f'<time title="{moment.at:.3f} s">+{seconds(max(moment.gap, 0))}</time>'
    if moment.step is not None:
        step = f"<i>{moment.step}</i>"
    if moment.kind in UNFOLDS:
        unfolds = f" data-n={number_of(moment)}"
    if moment.validations:
        demanded = f'<ul class="w">{"".join(_demands(moment.validations))}</ul>'
    return f'<li class="m {moment.css}">{time}{step}<p class=a{unfolds}>{_label(moment, longest)}</p>{demanded}</li>'


def _label(moment: Moment, longest: int) -> str:
    label = f"<b>{escaped_name(moment.title)}</b>"
    if moment.detail:
        label += f" <span>{escaped(_short(moment.detail, longest))}</span>"
    if moment.marks:
        label += _marks(moment.marks)
    if moment.answered_in is not None and moment.answered_in >= _SLOW:
        label += _marks([f"answered in {seconds(moment.answered_in)}"])
    return label


def _short(detail: str, longest: int) -> str:
    return detail if len(detail) <= longest else f"{detail[: longest - 1]}…"


def _demands(validations: list[Validation]) -> Iterator[str]:
    automatic = 0
    for validation in validations:
        outcome = validation["outcome"]
        if outcome == "violated":
            yield _violated(validation)
        elif outcome == "met" and validation["kind"] == "automatic":
            automatic += 1
        else:
            yield _held(
                validation["path"],
                validation["matcher"],
                validation["source"],
                outcome,
                validation["weight"],
            )
    if automatic:
        yield f"<li>{number(automatic, 'automatic check')} met</li>"


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


@lru_cache(2048)  # a run has ten times as many as different ones
def _held(path: str, matcher: str, source: str | None, outcome: ValidationOutcome, weight: Weight) -> str:
    """Return the row of a validation that was met, relayed or not judged."""
    marks: list[str] = [weight] if weight != "required" else []
    marks += {"relayed": ["relayed: plugfest supplied it"], "not judged": ["not judged"]}.get(outcome, [])
    marks += [source] if source else []
    where = f"<code>{escaped(path)}</code> " if path else ""
    css = f' class="{outcome.replace(" ", "-")}"' if outcome != "met" else ""
    return f"<li{css}>{where}{escaped(matcher)}{_marks(marks)}</li>"


def _marks(marks: list[str]) -> str:
    return "".join(f" <em>{escaped(mark)}</em>" for mark in marks)
