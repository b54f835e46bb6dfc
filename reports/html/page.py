"""Makes report.html: one page, self-contained, a function of the record alone."""

from __future__ import annotations

import re

from plugfest.reports.causes import root_causes
from plugfest.reports.glance import cut
from plugfest.reports.html import views
from plugfest.reports.html.diagram import raw_frames, rows
from plugfest.reports.html.markup import asset, environment, policy
from plugfest.reports.markdown import counted
from plugfest.reports.readiness import readiness
from plugfest.reports.record import Record
from plugfest.reports.story import Teller, tell
from plugfest.reports.words import MEANINGS, PROFILES, SIGNS, VERDICTS, number, seconds, short_id

# Every line break between two tags would be a node of its own in the browser: a third of the page's.
_SPACE_BETWEEN_TAGS = re.compile(r">\n\s*<")


def page(record: Record, told: Teller = tell) -> str:
    """Return the whole report of a run as one HTML page that loads nothing."""
    style, script = asset("style.css"), asset("script.js")
    counts = counted(record.cases)
    limit = views.frame_budget(record)
    template = environment().get_template("report.html.j2")
    rendered = template.render(
        record=record,
        header=record.header,
        csms=record.header["csms"],
        footer=record.footer,
        style=style,
        script=script,
        policy=policy(style, script),
        counts=counts,
        total=sum(counts.values()),
        bar=views.bar(counts),
        blocks=views.blocks(record, told),
        causes=root_causes(record.cases),
        readiness=readiness(record),
        rows=rows,
        raw_frames=lambda phases: raw_frames(phases, limit),
        value=views.value,
        cut=cut,
        number=number,
        seconds=seconds,
        short_id=short_id,
        PROFILES=PROFILES,
        SIGNS=SIGNS,
        VERDICTS=VERDICTS,
        MEANINGS=MEANINGS,
    )
    return _SPACE_BETWEEN_TAGS.sub("><", rendered)
