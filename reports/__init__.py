"""The run record and everything written from it."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plugfest.reports.comparison import write_comparison
    from plugfest.reports.files import remove_reports
    from plugfest.reports.matrix import write_matrix
    from plugfest.reports.write import write_all, write_reports

_MODULES = {
    "remove_reports": "files",
    "write_all": "write",
    "write_comparison": "comparison",
    "write_matrix": "matrix",
    "write_reports": "write",
}

__all__ = ["remove_reports", "write_all", "write_comparison", "write_matrix", "write_reports"]


def __getattr__(name: str) -> Any:
    # Imported when it is asked for: the record and the labels are read by commands that write no report.
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"plugfest.reports.{_MODULES[name]}"), name)
