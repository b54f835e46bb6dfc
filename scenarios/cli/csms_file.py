"""The files of the user that a command is pointed at: the CSMS, its baseline."""

from pathlib import Path

from plugfest.scenarios.cli.failure import CommandError
from plugfest.scenarios.config.description import BaselineEntry, CsmsDescription
from plugfest.scenarios.config.problems import ConfigurationError
from plugfest.scenarios.config.read import read_baseline, read_description


def described(path: str | None) -> CsmsDescription | None:
    """Return what the TOML file says; None without a file. Raises CommandError with all that is wrong in it."""
    if path is None:
        return None
    try:
        return read_description(path)
    except ConfigurationError as error:
        raise CommandError(str(error)) from error


def known_failures(path: Path | None) -> tuple[BaselineEntry, ...]:
    """Return the entries of a baseline file; none without a file. Raises CommandError with all that is wrong in it."""
    if path is None:
        return ()
    try:
        return read_baseline(path)
    except ConfigurationError as error:
        raise CommandError(str(error)) from error
