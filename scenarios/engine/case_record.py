"""The lines of the record for a case, its variants and their orders."""

from datetime import UTC, datetime
from typing import Any

from plugfest.scenarios.engine.verdict import Cause, Verdict
from plugfest.scenarios.language.cases import Variant
from plugfest.scenarios.suites.catalogue import Case
from plugfest.scenarios.suites.registry import Scenario


def variant_label(variant: Variant) -> str:
    """Return a label that distinguishes a variant from the others of its case."""
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in variant.facts.items())


def order_record(order: Any) -> dict[str, Any]:
    """Return an order in the format of the record."""
    return {
        "order": order.number,
        "intent": order.intent.name,
        "text": str(order.intent),
        "parameters": order.intent.parameters(),
        "asked_at": order.asked_at,
        "outcome": str(order.outcome) if order.outcome else "accepted" if order.accepted else "unknown",
        "detail": order.detail,
        "ended_at": order.ended_at,
        "supplied": order.supplied,
    }


def case_record(
    case: Case,
    scenario: Scenario | None,
    verdict: Verdict,
    cause: Cause | None,
    *,
    plays: list[dict[str, Any]] | None = None,
    started: str | None = None,
    duration: float = 0.0,
) -> dict[str, Any]:
    """Return a case's line of the record."""
    return {
        "kind": "case",
        "id": case.id,
        "block": case.block,
        "title": case.title,
        "use_cases": list(case.use_cases),
        "requirements": list(case.requirements),
        "profiles": case.profiles,
        "feature": case.feature,
        "official": case.official,
        "changed": case.changed,
        "implemented": scenario is not None,
        "about": scenario.about if scenario else None,
        "needs": {
            "orders": scenario.orders if scenario else [],
            "configured": scenario.configured if scenario else [],
        },
        "verdict": str(verdict),
        "relayed": verdict is Verdict.PASS and any(play.get("relayed") for play in plays or []),
        "cause": {"code": cause.code, "text": cause.text} if cause else None,
        "excused": None,
        "plays": plays or [],
        "started": started,
        "duration": round(duration, 6),
    }


def now() -> str:
    """Return the time of day in the format of the record."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
