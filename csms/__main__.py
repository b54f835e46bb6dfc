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
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from plugfest.csms import limits, log
from plugfest.csms.settings import Settings


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="plugfest csms",
        description="Run the compact CSMS (OCPP 2.0.1) until SIGINT or SIGTERM stops it.",
        epilog="When it is ready, it prints one line with its addresses and the file with the operator's token.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--host", default=Settings.host, help="address to listen on")
    parser.add_argument("--port", type=int, default=Settings.port, help="port for stations; 0 picks a free one")
    parser.add_argument(
        "--operator-port", type=int, default=Settings.operator_port, help="port of the operator API; 0 picks a free one"
    )
    parser.add_argument(
        "--file-port",
        type=int,
        default=Settings.file_port,
        help="port that firmware is fetched from and logs are sent to; 0 picks a free one",
    )
    parser.add_argument("--tls-port", type=int, default=Settings.tls_port, help="port for security profile 2")
    parser.add_argument(
        "--client-certificate-port",
        type=int,
        default=Settings.client_certificate_port,
        help="port for security profile 3",
    )
    parser.add_argument(
        "--security-profile",
        type=int,
        choices=(1, 2, 3),
        action="append",
        help="listen for this security profile (may be repeated); by default for all",
    )
    parser.add_argument(
        "--server-name", default=Settings.server_name, help="the name in the server certificates and in our URLs"
    )
    parser.add_argument(
        "--contract-back-end",
        metavar="URL",
        help="service that answers EVs that ask for contract certificates; by default a built-in one plays it",
    )
    parser.add_argument("--pki", type=Path, help="folder of certificates and keys; by default one in the data folder")
    parser.add_argument(
        "--organization",
        action="append",
        default=[],
        help="organization allowed in a station's certificate (may be repeated); default: any, under a trusted root",
    )
    parser.add_argument("--data", type=Path, help="folder for all that is kept; without it nothing is kept")
    parser.add_argument(
        "--heartbeat-interval",
        type=int,
        default=Settings.heartbeat_interval,
        help="heartbeat interval sent to accepted stations, in seconds",
    )
    parser.add_argument(
        "--answer-timeout", type=float, default=Settings.answer_timeout, help="how long a station may take, seconds"
    )
    parser.add_argument(
        "--password-cost",
        type=int,
        choices=range(8, 21),
        default=Settings.password_cost,
        metavar="LOG2",
        help="binary logarithm of what it costs to hash a station's password (scrypt), 8 to 20",
    )
    parser.add_argument(
        "--limit",
        type=limits.limit,
        action="append",
        default=[],
        metavar="NAME=NUMBER",
        help=f"change what a peer may do at most (may be repeated; bytes and seconds): {limits.described()}",
    )
    parser.add_argument(
        "--end-with-stdin",
        action="store_true",
        help="also stop when standard input is closed (the parent process has exited)",
    )
    parser.add_argument("--verbose", action="store_true", help="log connections and what is ignored, to stderr")
    return parser.parse_args(argv)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep the folder to ourselves, as long as the process lives. Raises OSError where another CSMS has it."""
    with (folder / "csms.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OSError(f"{folder} is in use by another CSMS") from None
        yield


def _token(folder: Path) -> tuple[str, str]:
    """The operator's token, and where it is written down."""
    from_environment = os.environ.get("PLUGFEST_CSMS_TOKEN")
    if from_environment:
        return from_environment, "environment"
    path = folder / "operator.token"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
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


async def _serve(settings: Settings, token: str, token_place: str, end_with_stdin: bool) -> None:
    from plugfest.csms.server import Csms

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if end_with_stdin:
        _end_with_stdin(stop)
    async with Csms(settings, token) as csms:
        names = {1: "ws", 2: "wss2", 3: "wss3"}
        urls = " ".join(f"{names[profile]}={url}/{{station}}" for profile, url in csms.operations.addresses.items())
        if {2, 3} & csms.operations.addresses.keys():
            urls += f" trust={shlex.quote(str(settings.pki_folder / 'csms-root.pem'))}"
        operator = f"http://{settings.public_host}:{csms.operator_port}"
        more = "".join(f" {name}={address}" for name, address in csms.service_urls.items())
        print(f"compact CSMS ready: {urls} operator={operator}{more} token={shlex.quote(token_place)}", flush=True)
        await stop.wait()


def main(argv: Sequence[str] | None = None) -> int:
    """Run until stopped. Returns 0 after a clean stop, 2 where it cannot start."""
    arguments = _arguments(argv)
    log.configure(logging.INFO if arguments.verbose else logging.WARNING)
    for name in ("websockets", "aiohttp.server"):  # what a peer does wrong is no error of ours
        logging.getLogger(name).setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", "Parsed a serial number")  # nor are the certificates that it shows
    _allow_many_connections()
    with ExitStack() as stack:
        if arguments.data is None:
            arguments.data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="plugfest-csms-")))
        try:
            arguments.data.mkdir(parents=True, exist_ok=True)
            stack.enter_context(_locked(arguments.data))
            token, place = _token(arguments.data)
            settings = Settings(
                host=arguments.host,
                port=arguments.port,
                tls_port=arguments.tls_port,
                client_certificate_port=arguments.client_certificate_port,
                security_profiles=tuple(sorted(set(arguments.security_profile or Settings.security_profiles))),
                server_name=arguments.server_name,
                pki=arguments.pki and arguments.pki.resolve(),
                organizations=tuple(arguments.organization),
                contract_back_end=arguments.contract_back_end,
                operator_port=arguments.operator_port,
                file_port=arguments.file_port,
                data=arguments.data.resolve(),
                heartbeat_interval=arguments.heartbeat_interval,
                answer_timeout=arguments.answer_timeout,
                password_cost=arguments.password_cost,
                **dict(arguments.limit),
            )
            asyncio.run(_serve(settings, token, place, arguments.end_with_stdin))
        except OSError as error:
            print(f"the compact CSMS cannot start: {error}", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
