"""Cases and runs on the terminal."""

from plugfest.reports.terminal.case import show
from plugfest.reports.terminal.output import STYLES, Output
from plugfest.reports.terminal.summary import summary

__all__ = ["STYLES", "Output", "show", "summary"]
