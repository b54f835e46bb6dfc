"""Customer data: use cases N09 and N10."""

from collections.abc import Mapping
from typing import Any

from plugfest.simulator.device.authorization import Authorization, same_token, token_key
from plugfest.simulator.device.certificates import comparable_hash_data
from plugfest.simulator.device.clock import Clock
from plugfest.simulator.device.messages import Call, Handler, Payload, Reply, status
from plugfest.simulator.device.transactions import Transactions

_REFERENCES = ("idToken", "customerCertificate", "customerIdentifier")
_PAGE = 512
CLEARED = "The data of this customer was cleared"


class CustomerData:
    """Notes about customers, besides the data in cache, local list and transactions."""

    def __init__(self, clock: Clock, authorization: Authorization, transactions: Transactions) -> None:
        self._clock = clock
        self._authorization = authorization
        self._transactions = transactions
        self._notes: list[tuple[str, object, str]] = []

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of this block by action."""
        return {"CustomerInformation": self.customer_information}

    def note(self, text: str, **reference: Any) -> None:
        """Store a text about a customer, identified by idToken, customerCertificate or customerIdentifier."""
        ((kind, who),) = reference.items()
        self._notes.append((kind, _comparable(kind, who), text))

    def customer_information(self, request: Payload) -> Reply:
        """Report and clear the data of one customer; only the CSMS changes the local list (N10.FR.02)."""
        named = [name for name in _REFERENCES if name in request]
        if len(named) != 1:
            return Reply(status("Invalid", "InvalidValue", "Exactly one reference to a customer is needed (N09.FR.09)"))
        if not request["report"] and not request["clear"]:
            return Reply(status("Rejected", "InvalidValue", "One of report and clear must be true"))
        kind, who = named[0], request[named[0]]
        found = self._known_of(kind, who)
        if request["clear"]:
            self._clear(kind, who)
        text = "\n".join(found) if request["report"] else CLEARED
        return Reply(status("Accepted"), self._pages(request["requestId"], text))

    def _known_of(self, kind: str, who: Any) -> list[str]:
        found = [text for noted, name, text in self._notes if (noted, name) == (kind, _comparable(kind, who))]
        if kind != "idToken":
            return found
        cached = self._authorization.cache.get(token_key(who))
        listed = self._authorization.local_list.get(token_key(who))
        if cached:
            found.append(f"Authorization cache: {cached['status']}")
        if listed:
            found.append(f"Local authorization list: {listed['idTokenInfo']['status']}")
        found += [f"Transaction {t.id}" for t in self._transactions if same_token(t.token, who)]
        return found

    def _clear(self, kind: str, who: Any) -> None:
        name = _comparable(kind, who)
        self._notes = [note for note in self._notes if note[:2] != (kind, name)]
        if kind != "idToken":
            return
        self._authorization.cache.pop(token_key(who), None)
        for transaction in self._transactions:
            if transaction.ended and same_token(transaction.token, who):
                self._transactions.remove(transaction)

    def _pages(self, request_id: int, text: str) -> tuple[Call, ...]:
        """Split a text into NotifyCustomerInformation messages of 512 characters; an empty text makes one message."""
        parts = [text[start : start + _PAGE] for start in range(0, len(text), _PAGE)] or [""]
        return tuple(
            Call(
                "NotifyCustomerInformation",
                {
                    "requestId": request_id,
                    "generatedAt": self._clock.stamp(),
                    "seqNo": number,
                    "tbc": number < len(parts) - 1,
                    "data": part,
                },
            )
            for number, part in enumerate(parts)
        )


def _comparable(kind: str, who: Any) -> object:
    """Return a normalized reference to a customer, for comparison."""
    if kind == "idToken":
        return token_key(who)
    if isinstance(who, Mapping):
        return comparable_hash_data(who)
    return who
