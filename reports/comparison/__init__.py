"""Several runs side by side: several CSMSs, or one over time."""

from plugfest.reports.comparison.write import write_comparison

__all__ = ["write_comparison"]
