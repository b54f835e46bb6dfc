"""Ends a run early when one case after another fails to reach the same begin state for the same cause."""

import re
from typing import Any

_ENOUGH = 3
_FIRST_STATES = ("Connected", "Booted")


class EarlyEnd:
    """Observes every case of a run, and decides when to end it early.

    That is after three consecutive cases that did not reach the same begin state for the same cause: as long as no case
    has passed, or when the state is the connection or the boot of the stations that most cases use.
    """

    def __init__(self, usual_profile: int) -> None:
        self._usual = f"security profile {usual_profile}"
        self._passed = False
        self._last: tuple[str, str] | None = None
        self._in_a_row = 0

    def heard(self, record: dict[str, Any]) -> str | None:
        """Return the reason for ending the run after this case, in one line; None to continue."""
        self._passed = self._passed or record["verdict"] == "PASS"
        if not record["plays"]:
            return None
        failed = _not_begun(record["plays"][-1])
        self._in_a_row = self._in_a_row + 1 if failed is not None and failed == self._last else int(failed is not None)
        self._last = failed
        if failed is None or self._in_a_row < _ENOUGH:
            return None
        usual = failed[0] in _FIRST_STATES and record["plays"][-1]["label"].startswith(self._usual)
        if self._passed and not usual:
            return None
        return f"{_ENOUGH} cases in a row did not get to {failed[0]}: {record['cause']['text']}"


def _not_begun(play: dict[str, Any]) -> tuple[str, str] | None:
    """Return the begin state that a play did not reach, and the cause; None for a play that began."""
    if play["verdict"] not in ("INCONCLUSIVE", "FAIL") or any(entry["part"] == "main" for entry in play["trace"]):
        return None
    if play["cause"]["code"] in ("interrupted", "configured-value-missing", "cannot", "no-operator"):
        return None
    state = next((e["state"] for e in reversed(play["trace"]) if e["part"] == "begin" and e["state"]), "Connected")
    cause = play["cause"]["text"].replace(play["station"] or "?", "the station")
    return state, f"{play['cause']['code']}: {re.sub(r'[0-9]+', '#', cause)}"
