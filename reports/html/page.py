"""Render report.html: one self-contained page, a function of the record alone."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

from plugfest.reports.causes import headline, root_causes
from plugfest.reports.counts import counted, verdict_counts
from plugfest.reports.formatting import cut
from plugfest.reports.hints import hint
from plugfest.reports.html import views
from plugfest.reports.html.chart import Charts
from plugfest.reports.html.gantt import gantt
from plugfest.reports.html.markup import environment, joined, own_asset, policy, tight
from plugfest.reports.html.packed import Packed
from plugfest.reports.html.raw_frames import RawFrames
from plugfest.reports.known import known_failures, to_mend
from plugfest.reports.labels import MEANINGS, PROFILES, SIGNS, VERDICTS, number, seconds, short_id, verdict_label
from plugfest.reports.missing_intents import missing_intents
from plugfest.reports.readiness import readiness
from plugfest.reports.record import Profile, Record
from plugfest.reports.timeline import PhasesOf, phases_of
from plugfest.web import asset

_FEW = 20
"""Number of passed cases whose messages stay in the markup, where they can be read without JavaScript."""


def page(record: Record, phases_of: PhasesOf = phases_of, beside: Record | None = None) -> str:
    """Return the whole report of a run as one HTML page that loads nothing.

    `beside` is another run of the same CSMS, whose verdict is shown if it differs.
    """
    packed, packs_passed = Packed(), verdict_counts(record.cases).get("PASS", 0) > _FEW
    charts = Charts(RawFrames(views.frame_budget(record), packed), packed, packs_passed)
    blocks = views.blocks(record, phases_of, beside)
    for view in (view for block in blocks for view in block.cases):
        charts.add(view)
    with ThreadPoolExecutor(1) as thread:  # zlib lets the template be rendered meanwhile
        return tight(_rendered(record, beside, blocks, packs_passed, thread.submit(packed.compressed)))


def _rendered(
    record: Record, beside: Record | None, blocks: list[views.BlockView], packs_passed: bool, compressed: Future[str]
) -> str:
    style = joined(asset("base.css"), asset("sequence.css"), own_asset("report.css"))
    script = joined(asset("sequence.js"), own_asset("report.js"))
    counts = verdict_counts(record.cases)
    template = environment().get_template("report.html.j2")
    return template.render(
        record=record,
        header=record.header,
        csms=record.header["csms"],
        footer=record.footer,
        style=style,
        script=script,
        policy=policy(style, script),
        counts=counts,
        count_list=counted(record.cases),
        total=sum(counts.values()),
        bar=views.bar(counted(record.cases)),
        blocks=blocks,
        marks=views.marks(blocks),
        missing=missing_intents(record.cases),
        timeline=gantt(record),
        beside=beside,
        carried=sum(1 for case in record.cases if case.get("carried")),
        headline=headline,
        hint=hint,
        causes=root_causes(to_mend(record.cases)),
        known=known_failures(record.cases),
        readiness=readiness(record),
        packs_passed=packs_passed,
        compressed=compressed,
        value=views.value,
        cut=cut,
        number=number,
        seconds=seconds,
        short_id=short_id,
        verdict_label=verdict_label,
        PROFILES=_profiles(record),
        SIGNS=SIGNS,
        VERDICTS=VERDICTS,
        MEANINGS=MEANINGS,
    )


def _profiles(record: Record) -> dict[Profile, str]:
    """Return the certification profiles that have cases in this record, by their names."""
    there = {profile for case in record.cases for profile in case["profiles"]}
    return {profile: name for profile, name in PROFILES.items() if profile in there}
