"""Preparation of the reports while a run has not ended yet."""

from importlib import import_module


def prepare_reports() -> None:
    """Load what writes reports, in a moment that would be spent waiting: the next `write_reports` is faster."""
    from plugfest.reports.html.markup import environment

    import_module("plugfest.reports.write")
    for template in ("report.html.j2", "case.html.j2"):
        environment().get_template(template)
