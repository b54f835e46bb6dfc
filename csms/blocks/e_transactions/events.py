"""TransactionEvent (E01 and following): each stored once in any order; missing ones are requested at the end."""

from typing import Any

from plugfest.csms.blocks.contexts import ApiRequest, CallRefused, ErrorCode, NotFound, Request
from plugfest.csms.blocks.e_transactions.hooks import transaction_hooks
from plugfest.csms.blocks.e_transactions.status import TransactionStatus, ask_transaction_status
from plugfest.csms.blocks.registry import endpoint, handles
from plugfest.csms.store import authorizations, meter_values, tokens, transaction_view, transactions


@handles("TransactionEvent")
def transaction_event(request: Request) -> dict[str, Any]:
    """Store the event; answer with the IdTokenInfo of its token, if any."""
    event = request.payload
    id_ = event["transactionInfo"]["transactionId"]
    if not id_:
        raise CallRefused(ErrorCode.PROPERTY_CONSTRAINT_VIOLATION, "transactionInfo/transactionId is empty")
    known = request.transaction
    first_end = event["eventType"] == "Ended" and (known is None or known["ended"] is None)
    new = transactions.record(request.db, request.station, event, known)
    if first_end and not transactions.complete(request.db, request.station, id_):
        request.then(ask_transaction_status, TransactionStatus(transaction=id_))
    answer: dict[str, Any] = {}
    for follow in transaction_hooks:
        answer |= follow(request)
    if "idToken" not in event:
        return answer
    info = tokens.token_info(request.db, event["idToken"])
    if new:
        authorizations.note(request.db, request.station, "TransactionEvent", event["idToken"], info, id_)
    return answer | {"idTokenInfo": info}


@endpoint("GET", "/stations/{station}/transactions", "The station's transactions, newest first", query=("limit",))
def show_transactions(request: ApiRequest) -> Any:
    """Show all transactions."""
    return transaction_view.view(request.db, request.station, limit=request.limit())


@endpoint(
    "GET",
    "/stations/{station}/transactions/{transaction}",
    "One transaction with its events and meter values",
    query=("limit",),
)
def show_transaction(request: ApiRequest) -> Any:
    """Show one transaction."""
    id_ = request.path["transaction"]
    found = transaction_view.view(request.db, request.station, id_)
    if not found:
        raise NotFound(f"{request.station!r} has no transaction {id_!r}")
    return {
        **found[0],
        "events": transactions.events_of(request.db, request.station, id_),
        "meterValues": meter_values.view(request.db, request.station, id_, request.limit(1000)),
    }
