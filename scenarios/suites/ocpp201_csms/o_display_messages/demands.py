"""Demands on requests about display messages, and the id of a message."""

from typing import Any

from plugfest.scenarios.language import ABSENT, ANY, CsmsCall, Matcher, Stop, advised, that

NO_TRANSACTION = ABSENT.per("O01.FR.04")


def message(**fields: Any) -> dict[str, Any]:
    """Require a message with an id and these fields; a transactionId is advised against unless it is one of them."""
    return {"id": ANY, "transactionId": advised(NO_TRANSACTION), **fields}


def wanted(**filters: Any) -> dict[str, Any]:
    """Return the demand on a GetDisplayMessagesRequest with these filters and no others."""
    return {"requestId": ANY, "id": ABSENT, "priority": ABSENT, "state": ABSENT, **filters}


def another_than(number: int) -> Matcher:
    """Require at least one id in a list, but not this one."""
    return that(
        f"must name an id, and not {number}",
        lambda ids: isinstance(ids, list) and bool(ids) and number not in ids,
        number,
    )


def id_of(set_message: CsmsCall) -> int:
    """Return the id of the message in a SetDisplayMessageRequest; stop the case without one."""
    body = set_message["message"]
    number = body.get("id") if isinstance(body, dict) else None
    if not isinstance(number, int):
        raise Stop("validation-violated", "the message has no id, which the next step needs", csms_at_fault=True)
    return number
