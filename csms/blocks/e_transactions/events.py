"""TransactionEvent (E01 and following): each kept once, whatever their order; what is missing at the end is asked."""

from typing import Any

from plugfest.csms.blocks.contexts import Look, NotFound, Request
from plugfest.csms.blocks.e_transactions.followers import followers
from plugfest.csms.blocks.e_transactions.status import TransactionStatus, ask_transaction_status
from plugfest.csms.blocks.registry import answers, endpoint
from plugfest.csms.store import authorizations, meter_values, tokens, transaction_view, transactions


@answers("TransactionEvent")
def transaction_event(request: Request) -> dict[str, Any]:
    """Keep the event; tell what is known of the token, where one is named."""
    event = request.payload
    new = transactions.record(request.db, request.station, event)
    id_ = event["transactionInfo"]["transactionId"]
    if new and event["eventType"] == "Ended" and not transactions.complete(request.db, request.station, id_):
        request.then(ask_transaction_status, TransactionStatus(transaction=id_))
    answer: dict[str, Any] = {}
    for follow in followers:
        answer |= follow(request)
    if "idToken" not in event:
        return answer
    info = tokens.token_info(request.db, event["idToken"])
    if new:
        authorizations.note(request.db, request.station, "TransactionEvent", event["idToken"], info, id_)
    return answer | {"idTokenInfo": info}


@endpoint("GET", "/stations/{station}/transactions", "The station's transactions, newest first")
def show_transactions(look: Look) -> Any:
    """Show all transactions."""
    return transaction_view.view(look.db, look.station, limit=look.limit())


@endpoint("GET", "/stations/{station}/transactions/{transaction}", "One transaction with its events and meter values")
def show_transaction(look: Look) -> Any:
    """Show one transaction."""
    id_ = look.path["transaction"]
    found = transaction_view.view(look.db, look.station, id_)
    if not found:
        raise NotFound(f"{look.station!r} has no transaction {id_!r}")
    return {
        **found[0],
        "events": transactions.events_of(look.db, look.station, id_),
        "meterValues": meter_values.view(look.db, look.station, id_, look.limit(1000)),
    }
