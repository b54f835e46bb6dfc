"""Several CSMSs side by side: systems as columns, blocks and cases as rows."""

from plugfest.reports.matrix.write import write_matrix

__all__ = ["write_matrix"]
