"""The console: a web page on this machine to start and watch runs and to do their manual actions.

It starts runs with the same engine as `plugfest run`, and writes the same record and reports.
"""

from plugfest.scenarios.console.serve import serve

__all__ = ["serve"]
