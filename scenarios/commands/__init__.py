"""The command line: `plugfest run`, `cases`, `show`, `report`, `csms`... One module per command."""

from plugfest.scenarios.commands.main import main

__all__ = ["main"]
