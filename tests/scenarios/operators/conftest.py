"""Every intent with every combination of parameters that Part 6's manual actions ask for: `intent` in a test."""

import inspect
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from tests.support.http_operator import Opens, opener

from plugfest.scenarios.intents import (
    AskBaseReport,
    AskChargingProfiles,
    AskCompositeSchedule,
    AskCustomerInformation,
    AskInstalledCertificates,
    AskLocalListVersion,
    AskMessages,
    AskMonitoringReport,
    AskReport,
    AskTransactionStatus,
    CancelReservation,
    ChangeAvailability,
    ChangePassword,
    ClearCache,
    ClearLimit,
    ClearLimits,
    ClearMessage,
    ClearMonitors,
    DeleteCertificate,
    EmptyLocalList,
    ExtendLocalList,
    FetchLog,
    IdToken,
    InstallCertificate,
    Intent,
    LimitCharging,
    Monitor,
    OfferNetworkProfile,
    PublishFirmware,
    ReadVariables,
    RemoveFromLocalList,
    Reserve,
    Reset,
    SendLocalList,
    SetMonitoringBase,
    SetMonitoringLevel,
    SetMonitors,
    Setting,
    ShowMessage,
    StartTransaction,
    StopTransaction,
    Trigger,
    Unlock,
    UnpublishFirmware,
    UpdateFirmware,
    Variable,
    WriteVariables,
)
from plugfest.scenarios.operators.protocol import Order


def _root() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Root")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    return (
        builder.not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, SHA256())
        .public_bytes(Encoding.PEM)
        .decode()
    )


ROOT = _root()
TOKEN = IdToken("AABBCCDD")
GROUP = IdToken("PFG-1", "Central")
OFFLINE = Variable("OCPPCommCtrlr", "OfflineThreshold")
REMOTE = Variable("AuthCtrlr", "AuthorizeRemoteStart")
EVSE = Variable("EVSE", "AvailabilityState", evse=1)
STATION = Variable("ChargingStation", "AvailabilityState")
POWER = Variable("ChargingStation", "Power")
LIMIT = Variable("DeviceDataCtrlr", "ItemsPerMessage", instance="GetVariables")
HASH = {"hashAlgorithm": "SHA256", "issuerNameHash": "ab", "issuerKeyHash": "cd", "serialNumber": "1"}

RESERVED = Order(1, Reserve(TOKEN), "CS1", created={"reservationId": 71})
PROFILE = Order(2, LimitCharging("TxDefaultProfile", 8, "A", 1), "CS1", created={"profileId": 72})
SHOWN = Order(3, ShowMessage("InFront", "Hello"), "CS1", created={"messageId": 73})

EVERY: tuple[Intent, ...] = (
    CancelReservation(RESERVED),
    *(
        ChangeAvailability(operative, evse, connector)
        for operative in (True, False)
        for evse, connector in ((None, None), (1, None), (1, 1))
    ),
    ClearCache(),
    ClearLimit(72),
    ClearLimits("TxDefaultProfile", 0, 1),
    ClearMessage(SHOWN),
    ClearMessage(id=99999),
    ClearMonitors((1, 2, 3)),
    ClearMonitors((4,)),
    AskCustomerInformation(True, False, TOKEN),
    AskCustomerInformation(True, True, TOKEN),
    AskCustomerInformation(False, True, TOKEN),
    AskCustomerInformation(True, True, identifier="OpenChargeAlliance"),
    AskCustomerInformation(True, True, certificate=HASH),
    DeleteCertificate("CSMSRootCertificate", ROOT),
    *(AskBaseReport(base) for base in ("ConfigurationInventory", "FullInventory", "SummaryInventory")),
    AskChargingProfiles(evse=0, purpose="TxDefaultProfile"),
    AskChargingProfiles(evse=1, purpose="TxDefaultProfile"),
    AskChargingProfiles(purpose="TxDefaultProfile"),
    AskChargingProfiles(profile_id=72),
    AskChargingProfiles(evse=1, stack_level=0),
    AskChargingProfiles(evse=1, source="EMS"),
    AskChargingProfiles(evse=1, purpose="TxDefaultProfile", stack_level=0),
    AskCompositeSchedule(1, 300, "A"),
    AskCompositeSchedule(0, 300, "W"),
    AskMessages(),
    AskMessages(SHOWN),
    AskMessages(id=99999),
    AskMessages(priority="InFront"),
    AskMessages(state="Charging"),
    AskInstalledCertificates(),
    *(
        AskInstalledCertificates((kind,))
        for kind in (
            "CSMSRootCertificate",
            "ManufacturerRootCertificate",
            "V2GRootCertificate",
            "V2GCertificateChain",
            "MORootCertificate",
        )
    ),
    AskInstalledCertificates(("CSMSRootCertificate", "ManufacturerRootCertificate")),
    AskLocalListVersion(),
    FetchLog("DiagnosticsLog"),
    FetchLog("SecurityLog"),
    AskMonitoringReport(),
    AskMonitoringReport(("DeltaMonitoring",)),
    AskMonitoringReport(("ThresholdMonitoring",)),
    AskMonitoringReport(variables=(POWER,)),
    AskMonitoringReport(variables=(EVSE,)),
    AskMonitoringReport(("DeltaMonitoring",), (EVSE,)),
    AskMonitoringReport(("ThresholdMonitoring",), (STATION, EVSE)),
    AskReport(("Problem",), (EVSE,)),
    AskReport(("Available",), (EVSE,)),
    AskTransactionStatus(),
    AskTransactionStatus("tx-1"),
    ReadVariables((OFFLINE,)),
    ReadVariables((OFFLINE, REMOTE)),
    ReadVariables((LIMIT, OFFLINE, REMOTE, EVSE, STATION)),
    *(InstallCertificate(f"{kind}RootCertificate", ROOT) for kind in ("CSMS", "Manufacturer", "V2G", "MO")),
    PublishFirmware(),
    UnpublishFirmware(),
    StartTransaction(TOKEN),
    StartTransaction(TOKEN, 1),
    StartTransaction(TOKEN, 1, 6),
    StopTransaction("tx-1", 1),
    Reserve(TOKEN, 1),
    Reserve(TOKEN),
    Reserve(TOKEN, connector_type="cType2"),
    Reserve(TOKEN, 1, group=GROUP),
    Reserve(TOKEN, 1, expires_in=5),
    *(Reset(kind, evse) for kind in ("OnIdle", "Immediate") for evse in (None, 1)),
    SendLocalList((TOKEN, IdToken("11223344"))),
    EmptyLocalList(),
    ExtendLocalList((TOKEN,)),
    RemoveFromLocalList((TOKEN,)),
    LimitCharging("TxDefaultProfile", 6, "A", 1, duration=300, valid_for=300, phases=3, stack_level=0),
    LimitCharging("TxDefaultProfile", 6, "A", 0),
    LimitCharging("TxDefaultProfile", 6000, "W", 1, recurrence="Daily"),
    LimitCharging("TxDefaultProfile", 6, "A", 1, recurrence="Weekly"),
    LimitCharging("TxProfile", 7, "A", 1, kind="Relative"),
    LimitCharging("TxProfile", 7, "A", 1, transaction="tx-1"),
    LimitCharging("TxProfile", 7, "A", 1, kind="Absolute", transaction="tx-1"),
    LimitCharging("ChargingStationMaxProfile", 8, "A", 0, kind="Absolute"),
    LimitCharging("TxDefaultProfile", 6, "A", 1, replaces=PROFILE),
    ShowMessage("InFront", "Hello"),
    ShowMessage("NormalCycle", "Hello", format="ASCII", state="Charging"),
    ShowMessage("InFront", "Hello", start_in=5),
    ShowMessage("InFront", "Hello", end_in=60),
    ShowMessage("InFront", "Hello", transaction="tx-1"),
    ShowMessage("InFront", "Hello", transaction="tx-1", start_in=5),
    ShowMessage("InFront", "Hello", transaction="tx-1", end_in=60),
    ShowMessage("InFront", "Other", replaces=SHOWN),
    *(SetMonitoringBase(base) for base in ("All", "FactoryDefault", "HardWiredOnly")),
    SetMonitoringLevel(4),
    OfferNetworkProfile(2),
    OfferNetworkProfile(2, 2, "wss://host/ocpp", "Wireless0", 20),
    SetMonitors((Monitor(EVSE, "Delta", 1, 8),)),
    SetMonitors((Monitor(EVSE, "Delta", 1, 8), Monitor(STATION, "Delta", 1, 8))),
    ChangePassword(),
    WriteVariables((Setting(OFFLINE, "123"),)),
    WriteVariables((Setting(OFFLINE, "123"), Setting(REMOTE, "false"))),
    *(
        Trigger(message)
        for message in (
            "BootNotification",
            "Heartbeat",
            "LogStatusNotification",
            "FirmwareStatusNotification",
            "MeterValues",
            "TransactionEvent",
            "SignChargingStationCertificate",
            "SignV2GCertificate",
            "SignCombinedCertificate",
        )
    ),
    Trigger("MeterValues", 1),
    Trigger("TransactionEvent", 1),
    Trigger("StatusNotification", 1, 1),
    Unlock(1, 1),
    UpdateFirmware(),
    UpdateFirmware(install_in=5),
    UpdateFirmware(retrieve_in=5),
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "intent_of_part6" in metafunc.fixturenames:
        metafunc.parametrize("intent_of_part6", EVERY, ids=lambda intent: f"{intent.name}: {intent}")


@pytest.fixture
def every_intent() -> tuple[Intent, ...]:
    return EVERY


@pytest.fixture
def root_certificate() -> str:
    return ROOT


Answers = dict[str, Any] | list[Any] | str | int | Callable[["Asked"], Any]


class StandIn:
    """A CSMS's HTTP API as the test wants it: answers by path, one after the other; the last one stays."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[Asked] = []
        self._answers: dict[str, list[Answers]] = {}

    def answers(self, path: str, *answers: Answers) -> None:
        self._answers[path] = list(answers)

    def asked_for(self, path: str) -> list["Asked"]:
        return [asked for asked in self.asked if asked.path == path]

    async def handle(self, request: web.Request) -> web.Response:
        form: dict[str, str] = {}
        body: object = None
        if request.content_type == "application/json":
            body = await request.json()
        elif request.can_read_body:
            form = {name: str(value) for name, value in (await request.post()).items()}
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.asked.append(
            Asked(request.method, request.path, request.raw_path, dict(request.query), headers, body, form)
        )
        queue = self._answers.get(request.path, [404])
        answer = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(answer, dict | list):
            return web.json_response(answer)
        if isinstance(answer, str):
            return web.Response(text=answer, content_type="text/html")
        if isinstance(answer, int):
            return web.json_response({"error": f"status {answer}"}, status=answer, headers={"Retry-After": "0"})
        result = answer(self.asked[-1])
        return await result if inspect.isawaitable(result) else result


@dataclass
class Asked:
    method: str
    path: str
    raw: str
    query: dict[str, str]
    headers: dict[str, str]
    json: Any
    form: dict[str, str]


@pytest.fixture
async def api() -> AsyncIterator[StandIn]:
    stand_in = StandIn()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", stand_in.handle)
    async with TestServer(app) as server:
        stand_in.url = str(server.make_url("")).rstrip("/")
        yield stand_in


@pytest.fixture
def opened(api: StandIn) -> Opens:
    """Return a context manager that opens an http operator of the stand-in's API."""
    return opener(api.url)
