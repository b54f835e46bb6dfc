"""A run as pages show it: running cases, verdicts and counts."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from plugfest.reports.record import Redactor
from plugfest.scenarios.console.board import Board
from plugfest.scenarios.console.play_view import PlayView
from plugfest.scenarios.context.case_context import CaseContext

VERDICTS = "verdicts"


class Watch:
    """The progress of a run on the board. A finished play stays until its worker begins the next one."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._numbers = 0
        self._verdicts = board.log(VERDICTS)
        self._under_way: Mapping[str, CaseContext] = {}
        self.plays: dict[str, PlayView] = {}
        """The running plays, by case."""
        self.total = 0
        self.counts: Counter[str] = Counter()
        self.records: dict[str, list[str]] = {}
        """The verdicts of every case, one per play."""
        self.notes: list[str] = []
        """The message about the run itself."""
        self.going_on = False
        self._redactor = Redactor()

    def begin(self, total: int, under_way: Mapping[str, CaseContext]) -> None:
        """Begin a new run."""
        self.total, self._under_way, self.going_on = total, under_way, True
        self.counts.clear()
        self.records.clear()
        self.notes.clear()
        self._verdicts.begin()
        self._board.touch("run")

    def playing(self, case: str, label: str, context: CaseContext) -> None:
        """Follow a play that begins."""
        self._leave(case)
        self._numbers += 1
        self._redactor.learn(context.description.secrets)
        log = self._board.log(f"play-{self._numbers}")
        view = PlayView(self._numbers, case, label, context, log, self._redactor)
        self.plays[case] = view

        def changed() -> None:
            view.changed = True
            self._board.touch("lanes", "cards")

        context.trace.on_change = changed
        self._board.touch("run", "lanes")

    def ended(self, record: dict[str, Any]) -> None:
        """Show the verdict of a case."""
        self._leave(record["id"])
        self.counts[record["verdict"]] += 1
        self.records.setdefault(record["id"], []).append(record["verdict"])
        self._verdicts.items.append(self._redactor.redact(verdict_of(record)))
        self._board.touch("run", "lanes")

    def note(self, text: str) -> None:
        """Show a message about the run itself."""
        self.notes.append(str(self._redactor.redact(text)))
        self._board.touch("run")

    def end(self) -> None:
        """End the run: remove the plays that are still shown."""
        for case in list(self.plays):
            self._leave(case)
        self.going_on = False
        self._board.touch("run", "lanes")

    def lanes(self) -> list[dict[str, Any]]:
        """Return the running plays, the oldest first, with their collected entries."""
        for view in self.plays.values():
            view.collect()
        return [view.now() for case, view in self.plays.items() if case in self._under_way]

    def _leave(self, case: str) -> None:
        view = self.plays.pop(case, None)
        if view is not None:
            self._board.drop_log(f"play-{view.number}")


def verdict_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a case's line of the record as the tree shows it."""
    cause = record["cause"] or {}
    return {
        "id": record["id"],
        "verdict": record["verdict"],
        "cause": cause.get("text"),
        "code": cause.get("code"),
        "excused": (record["excused"] or {}).get("reason"),
        "relayed": bool(record.get("relayed")),
        "carried": bool(record.get("carried")),
        "duration": record["duration"],
    }
