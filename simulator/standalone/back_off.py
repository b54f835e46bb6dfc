"""The pauses of a station between attempts to connect (Part 4, section 5.4)."""

from plugfest.simulator.device.model import DeviceModel
from plugfest.simulator.standalone.chance import Chance


class BackOff:
    """Pauses by the RetryBackOff variables: each doubles the previous one, up to a limit, plus a random part."""

    def __init__(self, model: DeviceModel, chance: Chance) -> None:
        self._model = model
        self._chance = chance
        self._failures = 0
        self._seconds = 0.0

    def reset(self) -> None:
        """Restart with the shortest pause, after a connection."""
        self._failures, self._seconds = 0, 0.0

    def next(self) -> float:
        """Return the seconds to wait before the next attempt."""
        extra = self._chance.uniform(0, self._configured("RetryBackOffRandomRange"))
        if self._failures == 0:
            self._seconds = self._configured("RetryBackOffWaitMinimum") + extra
        elif self._failures <= self._configured("RetryBackOffRepeatTimes"):
            self._seconds = self._seconds * 2 + extra
        self._failures += 1
        return self._seconds

    def _configured(self, name: str) -> float:
        return float(self._model.value("OCPPCommCtrlr", name))
