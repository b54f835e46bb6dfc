"""The queue of messages that could not be sent while offline."""

from collections.abc import Iterator

from plugfest.simulator.device.messages import Call


class OfflineQueue:
    """Calls in the order in which they came up, to be delivered later."""

    def __init__(self) -> None:
        self._calls: list[Call] = []

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[Call]:
        return iter(tuple(self._calls))

    def put(self, call: Call) -> Call:
        """Add a call at the end, and gives it back."""
        self._calls.append(call)
        return call

    def take(self, call: Call | None = None) -> Call:
        """Take out the oldest call, or this very one. Raises LookupError if it is not there."""
        if call is None:
            return self._calls.pop(0)
        for index, queued in enumerate(self._calls):
            if queued is call:
                return self._calls.pop(index)
        raise LookupError(f"this {call.action} is not in the queue")

    def about(self, transaction_id: str | None = None) -> tuple[Call, ...]:
        """Return the queued events of one transaction, or of all (E14)."""
        return tuple(
            call
            for call in self._calls
            if call.action == "TransactionEvent" and (transaction_id is None or _is_about(call, transaction_id))
        )


def _is_about(event: Call, transaction_id: str) -> bool:
    own: str = event.payload["transactionInfo"]["transactionId"]
    return own.casefold() == transaction_id.casefold()
