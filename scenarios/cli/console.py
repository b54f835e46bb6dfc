"""Open the console: choose cases, watch them play, and do manual actions, in the browser.

The page is served on this machine only, and requires the link with its token. Without a file, every run starts a
compact CSMS of its own.
"""

import argparse
import asyncio
import webbrowser
from pathlib import Path

from plugfest.scenarios.cli.failure import fail
from plugfest.scenarios.console import serve
from plugfest.scenarios.suites.ocpp201_csms import SUITE


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest console` takes."""
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the CSMS to test, as a TOML file")
    parser.add_argument("--results", type=Path, default=Path("results"), metavar="DIR", help="default: results")
    parser.add_argument("--port", type=int, default=0, help="of the page; default: any that is free")
    parser.add_argument("--open", action="store_true", help="open the page in the browser")


def execute(arguments: argparse.Namespace) -> int:
    """Serve until interrupted; a running run is stopped with a complete record."""
    if arguments.file is not None and not arguments.file.is_file():
        return fail(f"There is no file {arguments.file}. `plugfest init {arguments.file}` writes one.")

    def ready(link: str) -> None:
        print(f"The console is at {link}\nIt ends with Ctrl-C.", flush=True)
        if arguments.open:
            webbrowser.open(link)

    try:
        asyncio.run(serve(SUITE, arguments.file, arguments.results, arguments.port, ready))
    except OSError as error:
        return fail(f"The page cannot be served at port {arguments.port}: {error}. Name another one with --port.")
    return 0
