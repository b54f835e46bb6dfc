"""Render the report of a fleet: one self-contained page, a function of its record alone."""

from __future__ import annotations

from plugfest.reports.fleet.record import FleetRecord
from plugfest.reports.fleet.summary import PERCENTILES, percentile_over_time, summarize
from plugfest.reports.fleet.thresholds import judge
from plugfest.reports.html.fleet_plots import HEIGHT, WIDTH, plot
from plugfest.reports.html.markup import environment, joined, own_asset, policy
from plugfest.web import asset


def fleet_page(record: FleetRecord) -> str:
    """Return the report of a fleet's run as one HTML page that loads nothing. Raises ThresholdError."""
    summary, samples = summarize(record), record.samples
    seconds = [float(sample["second"]) for sample in samples]
    latency = [None if value is None else value * 1000 for value in percentile_over_time(samples, 95)]
    plots = (
        plot("Stations connected", "stations", seconds, [float(sample["connected"]) for sample in samples]),
        plot("Messages in both directions", "a second", seconds, [float(s["sent"] + s["received"]) for s in samples]),
        plot("95th percentile of the time to an answer", "ms", seconds, latency),
        plot("Errors", "a second", seconds, [float(sum(sample["errors"].values())) for sample in samples]),
    )
    style = joined(asset("base.css"), own_asset("fleet.css"))
    return (
        environment()
        .get_template("fleet.html.j2")
        .render(
            style=style,
            policy=policy(style),
            fleet=record.header["fleet"],
            header=record.header,
            footer=record.footer,
            summary=summary,
            thresholds=judge(record.header["fleet"].get("thresholds", {}), summary),
            plots=plots,
            width=WIDTH,
            height=HEIGHT,
            PERCENTILES=PERCENTILES,
        )
    )
