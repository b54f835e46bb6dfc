"""The records of earlier runs, for commands."""

from pathlib import Path

from plugfest.reports.record import Header, Record, RecordError, differences, read_record
from plugfest.scenarios.cli.failure import CommandError


def check_same(record: Record, header: Header, *, addresses: bool) -> None:
    """Raise CommandError when a record is of another CSMS, or was judged by other rules than the next run."""
    differing = differences(record.header, header, addresses=addresses)
    if differing:
        raise CommandError(
            f"{record.path} does not go with this run: {'; '.join(differing)}. Run without --failed and --resume."
        )


def record_of(path: Path) -> Record:
    """Read a record; raises CommandError where there is none."""
    try:
        return read_record(path)
    except (OSError, RecordError) as error:
        raise CommandError(f"{path} cannot be read as a run record: {error}") from error
