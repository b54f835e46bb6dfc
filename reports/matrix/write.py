"""Write the pages of a matrix."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plugfest.reports.causes import headline
from plugfest.reports.files import replace
from plugfest.reports.formatting import cut
from plugfest.reports.html.markup import environment, joined, own_asset, policy
from plugfest.reports.labels import SIGNS, VERDICTS, short_id, verdict_label
from plugfest.reports.markdown import escape, table
from plugfest.reports.matrix.matrix import Matrix, matrix
from plugfest.reports.record import Case, read_record
from plugfest.web import asset


def write_matrix(record_paths: list[Path], directory: Path) -> list[Path]:
    """Write matrix.html and matrix.md of several systems, in the order given, and return their paths.

    Raises RecordError or OSError as `read_record`, ValueError without any record.
    """
    made = matrix([read_record(path) for path in record_paths])
    directory.mkdir(parents=True, exist_ok=True)
    pages = {directory / "matrix.html": page(made), directory / "matrix.md": markdown(made)}
    for path, content in pages.items():
        replace(path, content)
    return list(pages)


def page(made: Matrix) -> str:
    """Return the matrix as one self-contained HTML page, without any script."""
    style = joined(asset("base.css"), own_asset("comparison.css"))
    return (
        environment()
        .get_template("matrix.html.j2")
        .render(
            matrix=made,
            style=style,
            policy=policy(style),
            headline=lambda case: cut(headline(case), 300),
            short_id=short_id,
            verdict_label=verdict_label,
            SIGNS=SIGNS,
            VERDICTS=VERDICTS,
        )
    )


def markdown(made: Matrix) -> str:
    """Return the matrix as Markdown."""
    return "\n".join(_lines(made)) + "\n"


def _lines(made: Matrix) -> Iterator[str]:
    head = [escape(system.label) for system in made.systems]
    yield "# OCPP 2.0.1 CSMSs side by side"
    yield ""
    rows = [["**All cases**", *(_share(share) for share in made.passed)]]
    rows += [[f"{block.letter} {block.name}", *(_share(share) for share in block.passed)] for block in made.blocks]
    yield from table(["Passed, of those that apply", *head], rows)
    yield ""
    yield from table(["Ready for", *head], [["", *(escape(", ".join(one.ready) or "none") for one in made.systems)]])
    for block in made.blocks:
        yield ""
        yield f"## {block.letter} {block.name}"
        yield ""
        yield from table(
            ["Case", *head],
            [[f"{short_id(row.id)} {escape(row.title)}", *map(_cell, row.cases)] for row in block.rows],
        )


def _share(share: tuple[int, int]) -> str:
    return f"{share[0]} of {share[1]}"


def _cell(case: Case | None) -> str:
    return f"{SIGNS[case['verdict']]} {verdict_label(case)}" if case else ""
