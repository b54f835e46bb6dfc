"""A user's Python class as the operator."""

from pathlib import Path
from typing import Any

import pytest

from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.intents import Reset, Unlock
from plugfest.scenarios.operators.factory import make_operator
from plugfest.scenarios.operators.protocol import OperatorError, Order, OrderOutcome, Question, give

MINE = """
from plugfest.scenarios.operators.base import BaseOperator
from plugfest.scenarios.operators.protocol import OrderOutcome

class Mine(BaseOperator):
    def __init__(self, greeting="hello"):
        self.greeting = greeting

    def cannot(self, intent):
        return "no locks" if intent.name == "Unlock" else None

    async def ask(self, order):
        if order.intent.type == "OnIdle":
            raise ValueError("cannot wait")
        order.accept()
        order.detail = self.greeting
        order.outcome = OrderOutcome.DONE

class Empty:
    pass
"""


def described(folder: Path, use: str, **table: Any) -> CsmsDescription:
    module = use.split(":")[0]
    if module.startswith("mine"):
        (folder / f"{module}.py").write_text(MINE)
    operator = {"kind": "python", "use": use, **table}
    return CsmsDescription(name="test", addresses={}, operator=operator, source=str(folder / "csms.toml"))


async def test_operator_class_is_found_beside_the_configuration(tmp_path: Path) -> None:
    operator = make_operator(described(tmp_path, "mine_beside:Mine", options={"greeting": "hi"}))
    await operator.open()
    await give(operator, order := Order(1, Reset("Immediate"), "CS1"))
    assert (order.accepted, order.outcome, order.detail) == (True, OrderOutcome.DONE, "hi")
    assert operator.cannot(Unlock(1, 1)) == "no locks"
    assert repr(await operator.sees(Question("station"), "CS1")) == "not to be seen"
    await operator.close()


RETURNING = """
from plugfest.scenarios.operators import BaseOperator, OrderOutcome, Outcome

class Mine(BaseOperator):
    async def ask(self, order):
        return Outcome(OrderOutcome.REFUSED, "not today")
"""


async def test_returned_outcome_is_used(tmp_path: Path) -> None:
    (tmp_path / "returning.py").write_text(RETURNING)
    operator = make_operator(described(tmp_path, "returning:Mine"))
    await give(operator, order := Order(1, Reset("OnIdle"), "CS1"))
    assert (order.outcome, order.detail) == (OrderOutcome.REFUSED, "not today")


async def test_exception_of_the_operator_fails_the_order(tmp_path: Path) -> None:
    operator = make_operator(described(tmp_path, "mine_raising:Mine"))
    await give(operator, order := Order(1, Reset("OnIdle"), "CS1"))
    assert (order.outcome, order.detail) == (OrderOutcome.FAILED, "Mine.ask raised ValueError: cannot wait")


@pytest.mark.parametrize(
    ("use", "table", "said"),
    [
        ("nowhere_to_be_found:Mine", {}, "cannot import nowhere_to_be_found"),
        ("mine_wrong:Other", {}, "has no class Other"),
        ("mine_wrong:Mine", {"options": {"tone": 1}}, "operator.options do not fit Mine"),
        ("mine_wrong:Empty", {}, "Empty has no open, close, cannot, .*: derive it from"),
    ],
)
def test_missing_method_is_reported(tmp_path: Path, use: str, table: dict[str, Any], said: str) -> None:
    with pytest.raises(OperatorError, match=said):
        make_operator(described(tmp_path, use, **table))
