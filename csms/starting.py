"""Everything that a CSMS needs before it can start: its data folder, token, settings and seed."""

from __future__ import annotations

import argparse
import fcntl
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import msgspec

from plugfest.csms import seed
from plugfest.csms.private_files import LOCK, TEMPORARY_PREFIX, make_private, remove_left_behind, write_private
from plugfest.csms.settings import DEFAULTS, Settings

_SHORTEST_TOKEN: Final = 16
_FEWEST_CHARACTERS: Final = 6


class Prepared(msgspec.Struct, frozen=True):
    """Options of a new CSMS."""

    settings: Settings
    seed: seed.Seed
    token: str
    token_place: str
    """The file with the token of the API, or `environment`."""


@contextmanager
def prepared(arguments: argparse.Namespace) -> Iterator[Prepared]:
    """Prepare the data folder, which is locked until the block ends. Raises OSError with what is wrong."""
    with ExitStack() as stack:
        if arguments.data is None:
            remove_left_behind(Path(tempfile.gettempdir()))
            arguments.data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=TEMPORARY_PREFIX)))
        make_private(arguments.data)
        stack.enter_context(_locked(arguments.data))
        token, place = _token(arguments.data)
        yield Prepared(_settings(arguments), _seed(arguments), token, place)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Lock the folder for the life of the process. Raises OSError if another CSMS uses it."""
    with (folder / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OSError(f"{folder} is in use by another CSMS") from None
        file.write(f"{os.getpid()}\n")
        file.flush()
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
    return path.read_text().strip(), str(path.resolve())


def _settings(arguments: argparse.Namespace) -> Settings:
    return Settings(
        host=arguments.host,
        port=arguments.port,
        base_path=arguments.base_path,
        open=arguments.open,
        tls_port=arguments.tls_port,
        client_certificate_port=arguments.client_certificate_port,
        security_profiles=tuple(sorted(set(arguments.security_profile or DEFAULTS.security_profiles))),
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
