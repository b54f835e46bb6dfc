"""The compact CSMS as a process: `python -P -m plugfest.csms`."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import resource
import shlex
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from plugfest.csms import command_line, log, system_roots
from plugfest.csms.settings import Settings

if TYPE_CHECKING:
    from plugfest.csms.starting import Prepared


def _end_with_stdin(stop: asyncio.Event) -> None:
    descriptor, loop = sys.stdin.fileno(), asyncio.get_running_loop()

    def look() -> None:
        if not os.read(descriptor, 4096):
            loop.remove_reader(descriptor)
            stop.set()

    loop.add_reader(descriptor, look)


def _allow_many_connections() -> None:
    # Every station is an open file, and what a shell allows a process is often 1,024.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def _serve(ready: Prepared, end_with_stdin: bool) -> None:
    from plugfest.csms.server import Csms

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if end_with_stdin:
        _end_with_stdin(stop)
    settings = ready.settings
    async with Csms(settings, ready.token, ready.seed) as csms:
        names = {1: "ws", 2: "wss2", 3: "wss3"}
        urls = " ".join(f"{names[profile]}={url}/{{station}}" for profile, url in csms.operations.addresses.items())
        if {2, 3} & csms.operations.addresses.keys():
            urls += f" trust={shlex.quote(str(settings.pki_folder / 'csms-root.pem'))}"
        operator = f"http://{settings.public_host}:{csms.operator_port}"
        fragment = "" if ready.token_place == "environment" else f"#token={quote(ready.token, safe='')}"  # noqa: S105
        page = f"{operator}/{fragment}"
        more = "".join(f" {name}={address}" for name, address in csms.service_urls.items())
        places = f"operator={operator} page={shlex.quote(page)}{more} token={shlex.quote(ready.token_place)}"
        print(f"compact CSMS ready: {urls} {places}", flush=True)
        gc.freeze()
        gc.enable()
        await stop.wait()


def main(argv: Sequence[str] | None = None) -> int:
    """Run until stopped. Returns 0 after a clean stop, 2 if it cannot start."""
    arguments = command_line.parse(argv)
    log.configure(logging.INFO if arguments.verbose else logging.WARNING, as_json=arguments.log_json)
    _allow_many_connections()
    os.umask(0o077)  # only the owner may read the database, its journal, keys and logs
    # Modules stay: looking for garbage among them, again and again while they are loaded, delays the start.
    gc.disable()
    with system_roots.unread():
        from plugfest.csms import starting

    try:
        with starting.prepared(arguments) as ready:
            if ready.settings.open:
                _warn_of_open_mode(ready.settings)
            asyncio.run(_serve(ready, arguments.end_with_stdin))
    except OSError as error:
        print(f"the compact CSMS cannot start: {error}", file=sys.stderr)
        return 2
    return 0


def _warn_of_open_mode(settings: Settings) -> None:
    text = "WARNING: open mode: any station that is not provisioned is admitted, and any unknown token is accepted"
    if not settings.is_loopback:
        text += f", for everybody who reaches {settings.host}"
    print(f"{text}. Use it for tests only.", file=sys.stderr, flush=True)


def _exit_at_once(code: int) -> None:
    """End the process, in which everything is closed, without freeing every object: that takes longer than the rest."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    _exit_at_once(main())
