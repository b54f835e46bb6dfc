"""Reads the user's files named on the command line: the CSMS and its baseline."""

from pathlib import Path

from plugfest.scenarios.cli.failure import CommandError
from plugfest.scenarios.config.description import BaselineEntry, CsmsDescription
from plugfest.scenarios.config.problems import ConfigurationError


def described(path: str | None) -> CsmsDescription | None:
    """Return the description in the TOML file; None without a file. Raises CommandError with all its problems."""
    if path is None:
        return None
    from plugfest.scenarios.config.read import read_description  # with the schema, TOML and JSONPath: for a file alone

    try:
        return read_description(path)
    except ConfigurationError as error:
        raise CommandError(str(error)) from error


def known_failures(path: Path | None) -> tuple[BaselineEntry, ...]:
    """Return the entries of a baseline file; none without a file. Raises CommandError with all its problems."""
    if path is None:
        return ()
    from plugfest.scenarios.config.read import read_baseline

    try:
        return read_baseline(path)
    except ConfigurationError as error:
        raise CommandError(str(error)) from error
