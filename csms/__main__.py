"""The compact CSMS as a process: `python -P -m plugfest.csms`."""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import logging
import os
import resource
import secrets
import shlex
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

import msgspec

from plugfest.csms import command_line, log, seed
from plugfest.csms.private_files import LOCK, TEMPORARY_PREFIX, make_private, remove_left_behind, write_private
from plugfest.csms.settings import Settings

_SHORTEST_TOKEN = 16
_FEWEST_CHARACTERS = 6


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Lock the folder for the life of the process. Raises OSError if another CSMS uses it."""
    with (folder / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OSError(f"{folder} is in use by another CSMS") from None
        yield


def _token(folder: Path) -> tuple[str, str]:
    """Return the token of the API, and where it is written."""
    from_environment = os.environ.get("PLUGFEST_CSMS_TOKEN")
    if from_environment:
        if len(from_environment) < _SHORTEST_TOKEN or len(set(from_environment)) < _FEWEST_CHARACTERS:
            raise OSError(
                f"the token in PLUGFEST_CSMS_TOKEN is too easy to guess: take at least {_SHORTEST_TOKEN} characters, "
                f'such as `python -c "import secrets; print(secrets.token_urlsafe(32))"` prints'
            )
        return from_environment, "environment"
    path = folder / "operator.token"
    if not path.exists() or not path.read_text().strip():  # a start on a full disk could leave an empty one
        write_private(path, f"{secrets.token_urlsafe(32)}\n".encode())
    return path.read_text().strip(), str(path)


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


async def _serve(settings: Settings, initial: seed.Seed, token: str, token_place: str, end_with_stdin: bool) -> None:
    from plugfest.csms.server import Csms

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if end_with_stdin:
        _end_with_stdin(stop)
    async with Csms(settings, token, initial) as csms:
        names = {1: "ws", 2: "wss2", 3: "wss3"}
        urls = " ".join(f"{names[profile]}={url}/{{station}}" for profile, url in csms.operations.addresses.items())
        if {2, 3} & csms.operations.addresses.keys():
            urls += f" trust={shlex.quote(str(settings.pki_folder / 'csms-root.pem'))}"
        operator = f"http://{settings.public_host}:{csms.operator_port}"
        fragment = "" if token_place == "environment" else f"#token={quote(token, safe='')}"  # noqa: S105
        page = f"{operator}/{fragment}"
        more = "".join(f" {name}={address}" for name, address in csms.service_urls.items())
        places = f"operator={operator} page={shlex.quote(page)}{more} token={shlex.quote(token_place)}"
        print(f"compact CSMS ready: {urls} {places}", flush=True)
        await stop.wait()


def main(argv: Sequence[str] | None = None) -> int:
    """Run until stopped. Returns 0 after a clean stop, 2 if it cannot start."""
    arguments = command_line.parse(argv)
    log.configure(logging.INFO if arguments.verbose else logging.WARNING, as_json=arguments.log_json)
    _allow_many_connections()
    os.umask(0o077)  # the database, the journal beside it, keys and logs are for nobody else
    with ExitStack() as stack:
        if arguments.data is None:
            remove_left_behind(Path(tempfile.gettempdir()))
            arguments.data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=TEMPORARY_PREFIX)))
        try:
            make_private(arguments.data)
            stack.enter_context(_locked(arguments.data))
            token, place = _token(arguments.data)
            settings, initial = _settings(arguments), _seed(arguments)
            if settings.open:
                _warn_of_open_mode(settings)
            asyncio.run(_serve(settings, initial, token, place, arguments.end_with_stdin))
        except OSError as error:
            print(f"the compact CSMS cannot start: {error}", file=sys.stderr)
            return 2
    return 0


def _settings(arguments: argparse.Namespace) -> Settings:
    return Settings(
        host=arguments.host,
        port=arguments.port,
        base_path=arguments.base_path,
        open=arguments.open,
        tls_port=arguments.tls_port,
        client_certificate_port=arguments.client_certificate_port,
        security_profiles=tuple(sorted(set(arguments.security_profile or Settings.security_profiles))),
        server_name=arguments.server_name,
        pki=arguments.pki and arguments.pki.resolve(),
        organizations=tuple(arguments.organization),
        responders=tuple(name.lower() for name in arguments.responder),
        contract_back_end=arguments.contract_back_end,
        operator_port=arguments.operator_port,
        file_port=arguments.file_port,
        data=arguments.data.resolve(),
        heartbeat_interval=arguments.heartbeat_interval,
        answer_timeout=arguments.answer_timeout,
        password_cost=arguments.password_cost,
        **dict(arguments.keep),
        **dict(arguments.limit),
    )


def _seed(arguments: argparse.Namespace) -> seed.Seed:
    """Combine the seed file and the stations and tokens of the command line. Raises SeedError."""
    wanted = seed.read(arguments.seed) if arguments.seed else seed.Seed()
    try:
        wanted.stations += [
            msgspec.convert({"id": id_, "password": password}, seed.SeedStation) for id_, password in arguments.station
        ]
        wanted.tokens += [
            msgspec.convert({"type": type_, "idToken": id_, "status": status}, seed.SeedToken)
            for type_, id_, status in arguments.token
        ]
    except msgspec.ValidationError as error:
        raise seed.SeedError(f"--station or --token: {error}") from error
    return wanted


def _warn_of_open_mode(settings: Settings) -> None:
    text = "WARNING: open mode: any station that is not provisioned is admitted, and any unknown token is accepted"
    if not settings.is_loopback:
        text += f", for everybody who reaches {settings.host}"
    print(f"{text}. Use it for tests only.", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
