"""The queue of messages that could not be sent while offline."""

from collections import OrderedDict
from collections.abc import Iterator

from plugfest.simulator.device.messages import Call


class OfflineQueue:
    """Queued calls in order."""

    def __init__(self) -> None:
        # By identity: a CSMS decides how many there are, and each is looked for when it is answered.
        self._calls: OrderedDict[int, Call] = OrderedDict()

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[Call]:
        return iter(tuple(self._calls.values()))

    def __contains__(self, call: Call) -> bool:
        return id(call) in self._calls

    def put(self, call: Call) -> Call:
        """Append a call, and return it."""
        self._calls[id(call)] = call
        return call

    def take(self, call: Call | None = None) -> Call:
        """Remove and return the oldest call, or the given one. Raises LookupError."""
        if call is None:
            return self._calls.popitem(last=False)[1]
        if call not in self:
            raise LookupError(f"this {call.action} is not in the queue")
        return self._calls.pop(id(call))

    def about(self, transaction_id: str | None = None) -> tuple[Call, ...]:
        """Return the queued events of one transaction, or of all (E14)."""
        return tuple(
            call
            for call in self._calls.values()
            if call.action == "TransactionEvent" and (transaction_id is None or _is_about(call, transaction_id))
        )


def _is_about(event: Call, transaction_id: str) -> bool:
    own: str = event.payload["transactionInfo"]["transactionId"]
    return own.casefold() == transaction_id.casefold()
