"""A compact CSMS inside the test, whose code can be given one fault; and the suite that plays against it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from plugfest.csms.pki.folder import Pki, pem
from plugfest.csms.server import Csms
from plugfest.csms.settings import Settings
from plugfest.scenarios.certificates.table import CertificateTable
from plugfest.scenarios.config.description import Address, CsmsDescription, Pace
from plugfest.scenarios.engine.run_case import RunContext, run_case
from plugfest.scenarios.operators.factory import make_operator
from plugfest.scenarios.suites.ocpp201_csms import SUITE

PACE = Pace(connect=5, answer=5, message=5, order=8, look_further=0.1, unasked=0.3, quiet=0.3, reconnect_pause=0)
TOKEN = "the operator's"


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates made once: RSA keys take their time."""
    folder = tmp_path_factory.mktemp("pki")
    made = Pki(folder)
    for name in ("server-ecdsa", "server-rsa"):
        made.server_certificate(name, "localhost")
    return folder


class Bench:
    """One CSMS, and cases played against it."""

    def __init__(self, csms: Csms, run_context: RunContext) -> None:
        self.csms = csms
        self.run_context = run_context

    async def plays(self, case: str, **variant: Any) -> dict[str, Any]:
        """The record of a case, of the one variant where that is given."""
        record = await run_case(SUITE.cases[f"{case}_CSMS"], SUITE.scenarios[f"{case}_CSMS"], self.run_context)
        if variant:
            record["plays"] = [each for each in record["plays"] if variant.items() <= each["variant"].items()]
        return record


@pytest.fixture
def bench(tmp_path: Path, pki: Path) -> Callable[..., AbstractAsyncContextManager[Bench]]:
    """Start a CSMS, which has the faults that are patched in before or after."""

    @asynccontextmanager
    async def start(**settings: Any) -> AsyncIterator[Bench]:
        wanted = Settings(**{"data": tmp_path, "pki": pki, "password_cost": 8, "guess_hold": 0.2, **settings})
        async with Csms(wanted, TOKEN) as csms:
            folder = wanted.pki_folder
            trust = str(folder / "csms-root.pem")
            own = Pki(folder)
            description = CsmsDescription(
                name="in the test",
                addresses={
                    profile: Address(url=f"{url}/{{station}}", trust=trust)
                    for profile, url in csms.operations.addresses.items()
                },
                operator={"kind": "compact", "url": f"http://127.0.0.1:{csms.operator_port}", "token": TOKEN},
                certificates=CertificateTable(csms_root=pem(own.csms.certificate), v2g_root=pem(own.v2g_root)),
                pace=PACE,
            )
            operator = make_operator(description)
            await operator.open()
            try:
                yield Bench(csms, RunContext(description, operator))
            finally:
                await operator.close()

    return start


def violated(record: dict[str, Any], weight: str = "required") -> list[str]:
    """Return the texts of the violated validations of a record."""
    return [
        validation["text"]
        for each in record["plays"]
        for validation in each["validations"]
        if validation["outcome"] == "violated" and validation["weight"] == weight
    ]
