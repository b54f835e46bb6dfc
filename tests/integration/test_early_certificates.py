"""A CSMS may send CertificateSigned before it answers the request for it: two messages may cross (Part 4, 4.1.1)."""

import json
from collections.abc import Awaitable, Callable

import pytest

from plugfest.scenarios.engine.run_case import RunContext, run_case
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.simulator.link.link import Deliver, Link


class Overtaken(Link):
    """CertificateSigned arrives before the answer to SignCertificate."""

    def __init__(self) -> None:
        super().__init__()
        self._asked: str | None = None
        self._answer: str | bytes | None = None

    def sent_call(self, identifier: str, action: str) -> None:
        if action == "SignCertificate":
            self._asked = identifier

    def incoming(self, raw: str | bytes, deliver: Deliver) -> None:
        message = json.loads(raw)
        if message[1] == self._asked:
            self._answer = raw
            return
        deliver(raw, None)
        if message[2] == "CertificateSigned" and self._answer is not None:
            deliver(self._answer, None)


@pytest.mark.parametrize(
    ("case", "variant"),
    [
        ("TC_A_11", "security profile 3"),
        ("TC_A_12", "security profile 1"),
        ("TC_A_13", "security profile 3"),
        ("TC_A_14", "security profile 3"),
        ("TC_A_19", "security profile 2"),
    ],
)
async def test_certificate_that_comes_before_the_answer_is_taken(
    make_run_context: Callable[[], Awaitable[RunContext]], case: str, variant: str
) -> None:
    run_context = await make_run_context()
    run_context.link = Overtaken
    case = f"{case}_CSMS"
    record = await run_case(SUITE.cases[case], SUITE.scenarios[case], run_context, variant)
    assert record["verdict"] == "PASS", record["cause"]
    (play,) = record["plays"]
    came = [e["message"] for e in play["trace"] if e.get("action") in ("SignCertificate", "CertificateSigned")]
    assert came == ["CALL", "CALL", "CALLRESULT", "CALLRESULT"], "asked, signed early and taken, answered"
