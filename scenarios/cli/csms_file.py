"""The CSMS that a command is pointed at."""

from plugfest.scenarios.cli.failure import CommandError
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.config.problems import ConfigurationError
from plugfest.scenarios.config.read import read_description


def described(path: str | None) -> CsmsDescription | None:
    """Return what the TOML file says; None without a file. Raises CommandError with all that is wrong in it."""
    if path is None:
        return None
    try:
        return read_description(path)
    except ConfigurationError as error:
        raise CommandError(str(error)) from error
