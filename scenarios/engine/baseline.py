"""The baseline of a run: known failures, and entries that matched none."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from plugfest.scenarios.config import baseline
from plugfest.scenarios.config.description import BaselineEntry


class Baseline:
    """Excuses known failures. An entry that excuses nothing in a run that plays its case is unmet."""

    def __init__(self, entries: Sequence[BaselineEntry]) -> None:
        self._entries = entries
        self._today = datetime.now(UTC).date()

    def excuse(self, record: dict[str, Any]) -> dict[str, Any]:
        """Return the case's record, with the excuse from the baseline."""
        excused = baseline.excuse(record, self._entries, self._today)
        return {**record, "excused": excused} if excused is not None else record

    def unmet(self, records: dict[str, dict[str, Any]]) -> list[str]:
        """Return messages about the unmet entries."""
        return baseline.unmet(records.values(), self._entries, self._today)
