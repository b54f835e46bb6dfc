"""The transactions of a station, including ended ones."""

from collections.abc import Iterator

from plugfest.simulator.device.transaction import Transaction


class Transactions:
    """The transactions by id, compared without letter case (Part 2, identifierString)."""

    def __init__(self) -> None:
        self._known: dict[str, Transaction] = {}

    def __iter__(self) -> Iterator[Transaction]:
        return iter(tuple(self._known.values()))

    def __len__(self) -> int:
        return len(self._known)

    def add(self, transaction: Transaction) -> None:
        """Add a transaction."""
        self._known[transaction.id.casefold()] = transaction

    def remove(self, transaction: Transaction) -> None:
        """Forget a transaction."""
        del self._known[transaction.id.casefold()]

    def find(self, transaction_id: str) -> Transaction | None:
        """Return the transaction with that id, or None."""
        return self._known.get(transaction_id.casefold())

    @property
    def open(self) -> tuple[Transaction, ...]:
        """The transactions that have not ended."""
        return tuple(transaction for transaction in self if not transaction.ended)

    def on(self, evse: int) -> Transaction | None:
        """Return the open transaction on that EVSE, or None."""
        return next((transaction for transaction in self if not transaction.ended and transaction.evse == evse), None)
