"""The run record and everything written from it."""

from plugfest.reports.comparison import write_comparison
from plugfest.reports.matrix import write_matrix
from plugfest.reports.write import remove_reports, write_all, write_reports

__all__ = ["remove_reports", "write_all", "write_comparison", "write_matrix", "write_reports"]
