"""Display messages: use cases O01 to O06."""

from typing import Any

from plugfest.simulator.device.clock import Clock, moment_of
from plugfest.simulator.device.messages import Call, Handler, Payload, Reply, status
from plugfest.simulator.device.model import DeviceModel
from plugfest.simulator.device.transaction import Transaction
from plugfest.simulator.device.transactions import Transactions


class Display:
    """The display messages by id. `page_size` is the number per report."""

    page_size = 8

    def __init__(self, model: DeviceModel, clock: Clock, transactions: Transactions) -> None:
        self._model = model
        self._clock = clock
        self._transactions = transactions
        self._messages: dict[int, dict[str, Any]] = {}
        self._model.live("DisplayMessageCtrlr", "DisplayMessages", self._count)

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of this block by action."""
        return {
            "SetDisplayMessage": self.set_display_message,
            "GetDisplayMessages": self.get_display_messages,
            "ClearDisplayMessage": self.clear_display_message,
        }

    def _count(self) -> str:
        return str(len(self.messages))

    @property
    def messages(self) -> dict[int, dict[str, Any]]:
        """The current messages, without those past their end (O01.FR.07)."""
        now = self._clock.now()
        for number, message in tuple(self._messages.items()):
            if "endDateTime" in message and moment_of(message["endDateTime"]) <= now:
                del self._messages[number]
        return self._messages

    def set_display_message(self, request: Payload) -> Reply:
        """Set a message, replacing one with its id (O06); at most one is AlwaysFront (O01.FR.16)."""
        message = dict(request["message"])
        refusal = self._refusal(message)
        if refusal:
            return Reply(status(refusal))
        messages, number = self.messages, message["id"]
        front = [m["id"] for m in messages.values() if m["priority"] == message["priority"] == "AlwaysFront"]
        limit = self._model.variable("DisplayMessageCtrlr", "DisplayMessages").characteristics.max_limit
        if len({*messages, number} - set(front)) + (number in front) > (limit or 0):
            return Reply(status("Rejected", "OutOfStorage", f"At most {limit:g} messages fit"))
        for replaced in front:
            del messages[replaced]
        messages[number] = message
        return Reply(status("Accepted"))

    def get_display_messages(self, request: Payload) -> Reply:
        """Report the messages that match all criteria (O03, O04)."""
        wanted = set(request["id"]) if "id" in request else None
        found = [
            message
            for message in self.messages.values()
            if (wanted is None or message["id"] in wanted)
            and all(message.get(name) == request[name] for name in ("priority", "state") if name in request)
        ]
        if not found:
            return Reply(status("Unknown", "NotFound"))
        size = self.page_size
        calls = (
            Call(
                "NotifyDisplayMessages",
                {
                    "requestId": request["requestId"],
                    "messageInfo": found[start : start + size],
                    "tbc": start + size < len(found),
                },
            )
            for start in range(0, len(found), size)
        )
        return Reply(status("Accepted"), tuple(calls))

    def clear_display_message(self, request: Payload) -> Reply:
        """Remove a message (O05)."""
        return Reply(status("Accepted" if self.messages.pop(request["id"], None) else "Unknown"))

    def forget(self, transaction: Transaction) -> None:
        """Remove the messages of a transaction that has ended (O02.FR.02)."""
        for number, message in tuple(self._messages.items()):
            if message.get("transactionId", "").casefold() == transaction.id.casefold():
                del self._messages[number]

    def _refusal(self, message: dict[str, Any]) -> str | None:
        if self._model.value("DisplayMessageCtrlr", "Enabled") != "true":
            return "Rejected"
        if message["priority"] not in self._model.value("DisplayMessageCtrlr", "SupportedPriorities").split(","):
            return "NotSupportedPriority"
        if message["message"]["format"] not in self._model.value("DisplayMessageCtrlr", "SupportedFormats").split(","):
            return "NotSupportedMessageFormat"
        if "transactionId" in message and not self._is_open(message["transactionId"]):
            return "UnknownTransaction"
        if "endDateTime" in message and moment_of(message["endDateTime"]) <= self._clock.now():
            return "Rejected"
        return None

    def _is_open(self, transaction_id: str) -> bool:
        transaction = self._transactions.find(transaction_id)
        return transaction is not None and not transaction.ended
