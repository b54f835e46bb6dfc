"""Run many charging stations at once, to load a CSMS as an estate of stations does (`docs/fleet.md`)."""

import argparse
import json
import os
import signal
import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.table import Table

from plugfest.reports.fleet.record import FleetRecord, FleetRecordWriter, read_fleet_record
from plugfest.reports.fleet.summary import FleetSummary, summarize
from plugfest.reports.fleet.thresholds import ThresholdResult, judge
from plugfest.reports.html.fleet import fleet_page
from plugfest.reports.visible import visible
from plugfest.reports.visible_console import visible_console
from plugfest.simulator.standalone.fleet.config import FleetConfig, FleetError, read_fleet
from plugfest.simulator.standalone.fleet.distributed import run_on_cluster
from plugfest.simulator.standalone.fleet.engine import FleetBroken, processes_of, run_fleet

EXIT_THRESHOLDS = 1
EXIT_UNUSABLE = 2
EXIT_INTERRUPTED = 130


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("fleet", metavar="FLEET.toml", type=Path, help="TOML file of the fleet")
    parser.add_argument(
        "--results",
        metavar="DIR",
        type=Path,
        default=Path("fleet-results"),
        help="folder for the record and the report (default: fleet-results)",
    )
    parser.add_argument("--stations", type=int, help="another number of stations")
    parser.add_argument("--processes", type=int, help="another number of processes")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="run on the workers of a dask scheduler, such as tcp://10.0.0.1:8786"
    )
    parser.add_argument("--judge", action="store_true", help="count protocol violations of the CSMS as errors")


def execute(arguments: argparse.Namespace) -> int:
    """Run the fleet, write its record and report, and compare the results with the thresholds."""
    try:
        config = _config(arguments)
    except OSError as error:
        print(f"plugfest fleet: cannot read {error.filename}: {error.strerror}", file=sys.stderr)
        return EXIT_UNUSABLE
    except ValueError as error:
        print(f"plugfest fleet: {visible(str(error))}", file=sys.stderr)
        return EXIT_UNUSABLE
    path = arguments.results / "fleet.jsonl"
    try:
        interrupted = _run(config, path, visible_console(), arguments.scheduler)
    except FleetBroken as error:
        print(f"plugfest fleet: {visible(str(error))}", file=sys.stderr)
        return EXIT_UNUSABLE
    record = read_fleet_record(path)
    page = arguments.results / "fleet.html"
    page.write_text(fleet_page(record), encoding="utf-8")
    kept = _tell(record, page)
    if interrupted:
        return EXIT_INTERRUPTED
    return 0 if kept else EXIT_THRESHOLDS


def _config(arguments: argparse.Namespace) -> FleetConfig:
    config = read_fleet(arguments.fleet)
    if arguments.stations is not None:
        config = replace(config, stations=arguments.stations)
    if arguments.processes is not None:
        config = replace(config, processes=arguments.processes)
    if config.stations < 1 or config.processes < 0:
        raise FleetError("--stations and --processes must not be negative, and there must be a station")
    # Wrong thresholds are reported before the fleet runs for an hour.
    judge(config.thresholds, summarize(FleetRecord({"fleet": {"stations": 1}}, (), None)))
    return replace(config, judge=config.judge or arguments.judge)


def _run(config: FleetConfig, path: Path, console: Console, scheduler: str | None) -> bool:
    """Run the fleet, and return whether it was interrupted."""
    interrupted = False

    def interrupt(*_: object) -> None:
        nonlocal interrupted
        interrupted = True

    def stopped() -> bool:
        return interrupted

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        with (
            FleetRecordWriter(path, _header(config, scheduler)) as writer,
            Live(console=console, refresh_per_second=2) as live,
        ):
            so_far: list[dict[str, Any]] = []
            counts = run_fleet(config, stopped) if scheduler is None else run_on_cluster(config, scheduler, stopped)
            for second, counted in counts:
                entry = counted.as_dict()
                writer.sample(second, entry)
                so_far = [*so_far[-4:], {"second": second, **entry}]
                live.update(_live(config, so_far))
            writer.end(finished=datetime.now(UTC).isoformat(timespec="seconds"), interrupted=interrupted)
    finally:
        signal.signal(signal.SIGINT, before)
    return interrupted


def _header(config: FleetConfig, scheduler: str | None) -> dict[str, Any]:
    """Return the header of the record, without the password."""
    fleet = json.loads(json.dumps(asdict(replace(config, password=None))))
    del fleet["password"]
    return {
        "plugfest": version("plugfest"),
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "scheduler": scheduler,
        "processes": processes_of(config),
        "cores": len(os.sched_getaffinity(0)),
        "fleet": fleet,
    }


def _live(config: FleetConfig, samples: list[dict[str, Any]]) -> Table:
    """Return the live view of the fleet: the figures of the last seconds."""
    window = FleetRecord({"fleet": {"stations": config.stations}}, tuple(samples), None)
    summary, last = summarize(window), samples[-1]
    table = Table(title=f"second {last['second']:.0f} of {config.duration:.0f}", show_header=False)
    table.add_row("connected", f"{last['connected']} of {config.stations}, {last['accepted']} accepted")
    table.add_row("messages a second", f"{(summary.sent + summary.received) / len(samples):.0f}")
    for latency in summary.latencies[:5]:
        shown = ", ".join(f"p{percent} {value * 1000:.0f} ms" for percent, value in latency.percentiles.items())
        table.add_row(latency.action, shown)
    for kind, count in list(summary.errors.items())[:5]:
        table.add_row("error", f"{count} x {kind}", style="red")
    return table


def _tell(record: FleetRecord, page: Path) -> bool:
    """Print the figures of the run, and return whether all thresholds were met."""
    summary = summarize(record)
    results = judge(record.header["fleet"]["thresholds"], summary)
    _print_figures(summary)
    for result in results:
        print(_line(result))
    print(f"Report: {page}")
    return all(result.kept for result in results)


def _print_figures(summary: FleetSummary) -> None:
    print(
        f"{summary.stations} stations, {summary.most_connected} connected at most, {summary.sent} messages sent and "
        f"{summary.received} received in {summary.seconds:.0f} s ({summary.messages_per_second:.0f} a second)"
    )
    for latency in summary.latencies[:1]:
        print("  ".join(f"p{percent} {value * 1000:.1f} ms" for percent, value in latency.percentiles.items()))
    for kind, count in summary.errors.items():
        print(f"error: {count} x {visible(kind)}")


def _line(result: ThresholdResult) -> str:
    return f"{'kept' if result.kept else 'NOT KEPT'}: {result.name} {result.limit}, was {result.was}"
