"""The console: a web page on this machine, from which runs are started, watched and worked through by hand.

It starts runs with the same engine as `plugfest run`, and writes the same record and reports.
"""

from plugfest.scenarios.console.serve import serve

__all__ = ["serve"]
