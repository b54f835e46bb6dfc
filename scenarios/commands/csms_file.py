"""The CSMS that a command is pointed at."""

from plugfest.scenarios.commands.failure import CommandError
from plugfest.scenarios.configuration.description import CsmsDescription
from plugfest.scenarios.configuration.problems import ConfigurationError
from plugfest.scenarios.configuration.read import read_description


def described(path: str | None) -> CsmsDescription | None:
    """What the TOML file says; None without a file. Raises CommandError with all that is wrong in it."""
    if path is None:
        return None
    try:
        return read_description(path)
    except ConfigurationError as error:
        raise CommandError(str(error)) from error
