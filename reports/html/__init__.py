"""The report as one self-contained HTML page."""

from plugfest.reports.html.page import page

__all__ = ["page"]
