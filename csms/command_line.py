"""The command line of the compact CSMS: arguments and their checks."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

from plugfest.csms import limits
from plugfest.csms.settings import DEFAULTS

_EXAMPLES: Final = """examples:
  plugfest csms --open                                        any station, any password, any token
  plugfest csms --port 9000 --station CS1:secret --token 04A1B2C3 --token DEADBEEF:Blocked
  plugfest csms --seed lab.toml --data lab --keep 30d
"""


class WrongArguments(Exception):
    """The arguments are wrong; the text says which and why."""


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Parse the arguments. Exits with code 2 and one line if they are wrong."""
    parser = _parser()
    try:
        return parser.parse_args(argv)
    except WrongArguments as error:
        parser.print_usage(sys.stderr)
        parser.exit(2, f"{parser.prog}: error: {error}\n")


def parse_or_raise(argv: Sequence[str]) -> argparse.Namespace:
    """Parse the arguments. Raises WrongArguments."""
    return _parser().parse_args(argv)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="plugfest csms",
        description="Run the compact CSMS (OCPP 2.0.1) until SIGINT or SIGTERM.",
        epilog=_EXAMPLES
        + "\nWhen it is ready, it prints one line with its addresses and the file with the token of its API.",
        formatter_class=_Formatter,
    )
    _add_admission(parser)
    _add_addresses(parser)
    _add_certificates(parser)
    _add_behaviour(parser)
    _add_process(parser)
    return parser


class _Parser(argparse.ArgumentParser):
    """Raises an exception in place of the exit, which would end the program that starts a CSMS within it."""

    def error(self, message: str) -> NoReturn:
        """Raise WrongArguments."""
        raise WrongArguments(message)


class _Formatter(argparse.ArgumentDefaultsHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Shows defaults, and leaves the lines of the examples as they are."""


def _add_admission(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("stations and tokens")
    group.add_argument(
        "--open",
        action="store_true",
        help="admit any station that is not provisioned, with any password or none, and accept any unknown token",
    )
    group.add_argument(
        "--station",
        type=_station,
        action="append",
        default=[],
        metavar="ID[:PASSWORD]",
        help="provision a station (may be repeated)",
    )
    group.add_argument(
        "--token",
        type=_token,
        action="append",
        default=[],
        metavar="[TYPE/]ID[:STATUS]",
        help="add a token (may be repeated); the type is ISO14443 and the status Accepted if they are not given",
    )
    group.add_argument("--seed", type=Path, metavar="FILE", help="TOML file with stations, tokens, tariffs, policies")


def _add_addresses(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("addresses")
    group.add_argument("--host", default=DEFAULTS.host, help="address to listen on")
    group.add_argument("--port", type=_port, default=DEFAULTS.port, help="port for stations; 0 picks a free one")
    group.add_argument(
        "--base-path", type=_base_path, default=DEFAULTS.base_path, help="path before the station's id, such as /ocpp"
    )
    group.add_argument(
        "--operator-port",
        type=_port,
        default=DEFAULTS.operator_port,
        help="port of the operator API and its page; 0 picks a free one",
    )
    group.add_argument(
        "--file-port",
        type=_port,
        default=DEFAULTS.file_port,
        help="port for firmware downloads and log uploads; 0 picks a free one",
    )
    group.add_argument("--tls-port", type=_port, default=DEFAULTS.tls_port, help="port for security profile 2")
    group.add_argument(
        "--client-certificate-port",
        type=_port,
        default=DEFAULTS.client_certificate_port,
        help="port for security profile 3",
    )
    group.add_argument(
        "--security-profile",
        type=int,
        choices=(1, 2, 3),
        action="append",
        help="listen for this security profile (may be repeated); by default for all",
    )
    group.add_argument(
        "--server-name",
        default=DEFAULTS.server_name,
        help="host name in the server certificates and in printed addresses",
    )


def _add_certificates(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("certificates")
    group.add_argument("--pki", type=Path, help="folder of certificates and keys; by default one in the data folder")
    group.add_argument(
        "--organization",
        action="append",
        default=[],
        help="accepted owner of station certificates (may be repeated); by default any that a trusted root signed for",
    )
    group.add_argument(
        "--responder",
        metavar="HOST[:PORT]",
        action="append",
        default=[],
        help="OCSP responder that may be used at any address (may be repeated); by default those at public addresses "
        "that trusted certificates name",
    )
    group.add_argument(
        "--contract-back-end",
        metavar="URL",
        help="URL of the service that issues contract certificates to EVs; by default a built-in one",
    )


def _add_behaviour(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("behaviour")
    group.add_argument(
        "--heartbeat-interval",
        type=int,
        default=DEFAULTS.heartbeat_interval,
        help="heartbeat interval for accepted stations, seconds",
    )
    group.add_argument(
        "--answer-timeout", type=float, default=DEFAULTS.answer_timeout, help="time a station has to answer, seconds"
    )
    group.add_argument(
        "--password-cost",
        type=int,
        choices=range(4, 21),
        default=DEFAULTS.password_cost,
        metavar="LOG2",
        help="binary logarithm of the cost of hashing a station's password (scrypt), 4 to 20",
    )
    group.add_argument(
        "--limit",
        type=limits.limit,
        action="append",
        default=[],
        metavar="NAME=NUMBER",
        help=f"change a limit for peers (may be repeated; bytes and seconds): {limits.described()}",
    )


def _add_process(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("process")
    group.add_argument("--data", type=Path, help="folder for all data; without it nothing is kept")
    group.add_argument(
        "--keep",
        type=_keep,
        action="append",
        default=[],
        metavar="AGE|SIZE",
        help="remove messages, findings and operations that are older (12h, 30d), or the oldest messages of a larger "
        "database (500MB, 2GB); may be given twice; by default everything is kept",
    )
    group.add_argument(
        "--end-with-stdin", action="store_true", help="also stop when standard input is closed (the parent exited)"
    )
    group.add_argument("--verbose", action="store_true", help="log connections and ignored messages, to stderr")
    group.add_argument("--log-json", action="store_true", help="log one JSON object a line")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, was {text[:20]!r}")
    return int(text)


def _base_path(text: str) -> str:
    path = text.strip("/")
    if not all(part and part.replace("-", "").replace("_", "").isalnum() for part in path.split("/") if path):
        raise argparse.ArgumentTypeError(f"a path has letters, digits, - and _ between slashes, was {text[:40]!r}")
    return f"/{path}" if path else ""


def _keep(text: str) -> tuple[str, int]:
    number = text.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    unit = text[len(number) :]
    ages, sizes = {"h": 3600, "d": 86_400}, {"MB": 10**6, "GB": 10**9}
    if not (number.isascii() and number.isdigit() and int(number) > 0 and unit in {*ages, *sizes}):
        raise argparse.ArgumentTypeError(f"an age is 12h or 30d, a size is 500MB or 2GB, was {text[:20]!r}")
    if unit in ages:
        return "keep_seconds", int(number) * ages[unit]
    return "keep_bytes", int(number) * sizes[unit]


def _station(text: str) -> tuple[str, str | None]:
    id_, colon, password = text.partition(":")
    if not id_ or (colon and not password):
        raise argparse.ArgumentTypeError(f"a station is ID or ID:PASSWORD, was {text[:20]!r}")
    return id_, password or None


def _token(text: str) -> tuple[str, str, str]:
    name, _, status = text.partition(":")
    type_, slash, id_ = name.rpartition("/")
    if not id_ or (slash and not type_):
        raise argparse.ArgumentTypeError(f"a token is [TYPE/]ID[:STATUS], was {text[:60]!r}")
    return type_ or "ISO14443", id_, status or "Accepted"
