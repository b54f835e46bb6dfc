"""Exit codes of plugfest's commands."""

from typing import Final

AS_EXPECTED: Final = 0
"""Everything as expected, failures that the baseline excuses included."""
NOT_AS_EXPECTED: Final = 1
"""A case failed, was inconclusive or broke without a baseline entry, or an entry did not come true."""
NOTHING_PLAYED: Final = 2
"""Nothing could be played or done; one line says what to do."""
INTERRUPTED: Final = 130
"""Interrupted by SIGINT or SIGTERM; the record is complete."""
