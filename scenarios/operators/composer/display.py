"""Block O: display messages."""

from plugfest.scenarios.intents import AskMessages, ClearMessage, ShowMessage
from plugfest.scenarios.intents.base import Handle
from plugfest.scenarios.operators.composer.memory import Memory, Payload, composes, from_now, present
from plugfest.scenarios.operators.protocol import Order


@composes(ShowMessage)
def show_message(intent: ShowMessage, order: Order, memory: Memory) -> Payload:
    """SetDisplayMessageRequest; a message that is replaced keeps its id (O06)."""
    if intent.replaces is None:
        message_id = memory.next_id(order, "messageId")
    else:
        message_id = order.created["messageId"] = intent.replaces.created["messageId"]
    message = present(
        id=message_id,
        priority=intent.priority,
        state=intent.state,
        startDateTime=from_now(intent.start_in),
        endDateTime=from_now(intent.end_in),
        transactionId=intent.transaction,
        message={"format": intent.format or memory.configured.message_format, "content": intent.content},
    )
    return {"message": message}


@composes(AskMessages)
def ask_messages(intent: AskMessages, order: Order, memory: Memory) -> Payload:
    """GetDisplayMessagesRequest."""
    message_id = _id(intent.message, intent.id)
    return present(
        requestId=memory.next_id(order, "requestId"),
        id=None if message_id is None else [message_id],
        priority=intent.priority,
        state=intent.state,
    )


@composes(ClearMessage)
def clear_message(intent: ClearMessage, order: Order, memory: Memory) -> Payload:
    """ClearDisplayMessageRequest."""
    return present(id=_id(intent.message, intent.id))


def _id(message: Handle | None, number: int | None) -> int | None:
    return number if message is None else int(message.created["messageId"])
