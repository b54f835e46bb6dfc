"""Write the pages of a comparison."""

from __future__ import annotations

from pathlib import Path

from plugfest.reports.comparison.compare import Comparison, compare
from plugfest.reports.comparison.markdown import markdown
from plugfest.reports.files import replace
from plugfest.reports.html.markup import environment, joined, own_asset, policy
from plugfest.reports.html.views import bar
from plugfest.reports.labels import SIGNS, VERDICTS, seconds, short_id
from plugfest.reports.record import read_record
from plugfest.web import asset


def write_comparison(record_paths: list[Path], directory: Path) -> list[Path]:
    """Write comparison.html and comparison.md of at least two runs, in the order given, and return their paths.

    Raises RecordError or OSError as `read_record`, ValueError for fewer than two records.
    """
    comparison = compare([read_record(path) for path in record_paths])
    directory.mkdir(parents=True, exist_ok=True)
    pages = {directory / "comparison.html": page(comparison), directory / "comparison.md": markdown(comparison)}
    for path, content in pages.items():
        replace(path, content)
    return list(pages)


def page(comparison: Comparison) -> str:
    """Return the comparison as one self-contained HTML page, without any script."""
    style = joined(asset("base.css"), own_asset("comparison.css"))
    return (
        environment()
        .get_template("comparison.html.j2")
        .render(
            comparison=comparison,
            columns=comparison.columns,
            style=style,
            policy=policy(style),
            bar=bar,
            seconds=seconds,
            short_id=short_id,
            SIGNS=SIGNS,
            VERDICTS=VERDICTS,
        )
    )
