"""A card as the page shows it: the task, its step, the remaining time, and messages that did not match."""

import asyncio
from typing import Any, Final

from plugfest.scenarios.console.person import Card
from plugfest.scenarios.console.play_view import PlayView

CERTIFICATE: Final = "-----BEGIN CERTIFICATE-----"


def shown_card(card: Card, view: PlayView | None, title: str) -> dict[str, Any]:
    """Return a card for the page; `view` is the play that asks, while it is running."""
    order, now = card.task.order, asyncio.get_running_loop().time()
    awaited = view.awaited(order.intent.action) if view is not None and order is not None else None
    return {
        "number": card.number,
        "case": order.case if order else "",
        "title": title,
        "label": view.label if view is not None else "",
        "station": card.task.station,
        "kind": order.intent.name if order else "",
        "text": card.task.text,
        "look": card.task.look,
        "action": order.intent.action if order else "",
        "step": awaited["step"] if awaited else None,
        "demands": awaited["demands"] if awaited else [],
        "came": awaited["came"] if awaited else [],
        "values": [
            {"name": name, "value": value, "file": value.startswith(CERTIFICATE)} for name, value in card.values()
        ],
        "left": round(card.deadline - now, 1),
        "answer": _said(card),
        "counts_in": round(card.counts_at - now, 1) if card.chosen is not None else None,
        "ended": card.ended,
    }


def _said(card: Card) -> str:
    if card.chosen is None:
        return ""
    return card.chosen.detail or str(card.chosen.outcome)
