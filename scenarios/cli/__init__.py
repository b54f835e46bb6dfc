"""The command line: `plugfest run`, `cases`, `show`, `report`, `csms`... One module per command."""

from plugfest.scenarios.cli.main import main

__all__ = ["main"]
