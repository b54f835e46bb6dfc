"""Exit codes of plugfest's commands."""

from typing import Final

AS_EXPECTED: Final = 0
"""Everything as expected; all failures are excused by the baseline."""
NOT_AS_EXPECTED: Final = 1
"""A case failed, was inconclusive or had an error without a baseline entry, or an entry matched no failure."""
NOTHING_PLAYED: Final = 2
"""Nothing could be played or done; one line states what to do."""
INTERRUPTED: Final = 130
"""Interrupted by SIGINT or SIGTERM; the record is complete."""
