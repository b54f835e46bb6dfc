"""The JSON schemas of the API's responses, by function or route."""

from __future__ import annotations

from typing import Any, Final

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
TEXT_OR_NULL: Final[Schema] = {"type": ["string", "null"]}
FLAG: Final[Schema] = {"type": "boolean"}
NUMBER: Final[Schema] = {"type": "number"}
NUMBER_OR_NULL: Final[Schema] = {"type": ["number", "null"]}
INTEGER: Final[Schema] = {"type": "integer"}
INTEGER_OR_NULL: Final[Schema] = {"type": ["integer", "null"]}
OBJECT: Final[Schema] = {"type": "object"}
OBJECT_OR_NULL: Final[Schema] = {"type": ["object", "null"]}
OBJECTS: Final[Schema] = {"type": "array", "items": {"type": "object"}}
ANY: Final[Schema] = {}


def an_object(**properties: Schema) -> Schema:
    """Return the schema of an object with these members; later versions may add more."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def a_list(items: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


MESSAGE: Final = an_object(
    id=INTEGER,
    station=TEXT,
    at=TEXT,
    connection=INTEGER,
    direction={"enum": ["in", "out"]},
    kind=TEXT,
    messageId=TEXT_OR_NULL,
    action=TEXT_OR_NULL,
    payload=ANY,
    problem=TEXT_OR_NULL,
    injected=TEXT_OR_NULL,
)
OPERATION: Final = an_object(
    operation=TEXT,
    name=TEXT,
    station=TEXT,
    origin=TEXT,
    state=TEXT,
    created=TEXT,
    finished=TEXT_OR_NULL,
    parameters=OBJECT,
    messages=a_list(an_object(action=TEXT, messageId=TEXT, request=OBJECT, sent=TEXT, answered=TEXT_OR_NULL)),
    handle=OBJECT,
    detail=TEXT,
)
STATION: Final = an_object(
    station=TEXT,
    connected=FLAG,
    registration=TEXT_OR_NULL,
    securityProfile=INTEGER,
    boot=an_object(policy=TEXT, times=INTEGER_OR_NULL, interval=INTEGER_OR_NULL),
    lastBoot=TEXT_OR_NULL,
    bootReason=TEXT_OR_NULL,
    vendor=TEXT_OR_NULL,
    model=TEXT_OR_NULL,
    serialNumber=TEXT_OR_NULL,
    provisionedSerialNumber=TEXT_OR_NULL,
    firmwareVersion=TEXT_OR_NULL,
    heartbeatInterval=INTEGER_OR_NULL,
    evses=OBJECTS,
)
TOKEN: Final = an_object(
    type=TEXT, idToken=TEXT, status=TEXT, expiry=TEXT_OR_NULL, group=OBJECT_OR_NULL, masterPass=FLAG
)
FINDING: Final = an_object(
    at=TEXT, finding=TEXT, requirement=TEXT, text=TEXT, action=TEXT_OR_NULL, messageId=TEXT_OR_NULL
)
FAULT: Final = an_object(fault=INTEGER, kind=TEXT, persona=TEXT_OR_NULL, happened=INTEGER)
FIRMWARE: Final = an_object(
    firmware=TEXT,
    location=TEXT,
    certificate=TEXT_OR_NULL,
    signature=TEXT_OR_NULL,
    checksum=TEXT_OR_NULL,
    size=INTEGER_OR_NULL,
    upload=TEXT_OR_NULL,
    stored=TEXT,
)
TARIFF: Final = an_object(tariff=TEXT, currency=TEXT, prices=OBJECT)
VENDOR: Final = an_object(vendor=TEXT, messages=OBJECT)
RESERVATION: Final = an_object(reservation=INTEGER, evse=INTEGER_OR_NULL, token=OBJECT, expiry=TEXT, state=TEXT)
DISPLAY_MESSAGE: Final = an_object(id=INTEGER, state=TEXT, answer=TEXT_OR_NULL, message=OBJECT, updated=TEXT)
METER_VALUE: Final = an_object(
    evse=INTEGER_OR_NULL, transaction=TEXT_OR_NULL, seqNo=INTEGER_OR_NULL, timestamp=TEXT, sampledValue=OBJECTS
)
TRANSACTION: Final = an_object(duration=NUMBER_OR_NULL, energy=NUMBER_OR_NULL, seqNos=a_list(INTEGER))
COST: Final = an_object(
    transaction=TEXT,
    tariff=TEXT,
    currency=TEXT,
    total=NUMBER_OR_NULL,
    final=FLAG,
    energy=NUMBER_OR_NULL,
    seconds=NUMBER,
    problem=TEXT_OR_NULL,
    lines=OBJECTS,
)

RESPONSES: Final[dict[tuple[str, str], Schema]] = {
    ("GET", "/health"): an_object(status=TEXT),
    ("GET", "/stations"): a_list(
        an_object(
            station=TEXT, connected=FLAG, registration=TEXT_OR_NULL, securityProfile=INTEGER, lastMessage=TEXT_OR_NULL
        )
    ),
    ("GET", "/stations/{station}"): STATION,
    ("PUT", "/stations/{station}"): STATION,
    ("DELETE", "/stations/{station}"): an_object(station=TEXT),
    ("GET", "/operations/{operation}"): OPERATION,
    ("DELETE", "/operations/{operation}"): OPERATION,
    ("GET", "/messages"): a_list(MESSAGE),
    ("GET", "/messages/wait"): MESSAGE,
    ("GET", "/stations/{station}/messages"): a_list(MESSAGE),
    ("GET", "/stations/{station}/messages/wait"): MESSAGE,
    ("GET", "/stations/{station}/operations"): a_list(OPERATION),
    ("GET", "/stations/{station}/findings"): a_list(FINDING),
    ("DELETE", "/stations/{station}/findings"): an_object(forgotten=INTEGER),
    ("GET", "/personas"): a_list(an_object(persona=TEXT, description=TEXT, faults=OBJECTS)),
    ("GET", "/stations/{station}/faults"): a_list(FAULT),
    ("POST", "/stations/{station}/faults"): FAULT,
    ("DELETE", "/stations/{station}/faults"): an_object(station=TEXT),
    ("DELETE", "/stations/{station}/faults/{fault}"): an_object(fault=INTEGER),
    ("PUT", "/stations/{station}/persona"): a_list(FAULT),
    ("POST", "/stations/{station}/injections"): an_object(messageId=TEXT_OR_NULL),
    ("GET", "/trusted-roots"): OBJECTS,
    ("POST", "/trusted-roots/{purpose}"): an_object(purpose=TEXT, fingerprint=TEXT, subject=TEXT),
    ("DELETE", "/trusted-roots/{purpose}/{fingerprint}"): an_object(purpose=TEXT, fingerprint=TEXT),
    ("GET", "/tokens"): a_list(TOKEN),
    ("GET", "/tokens/{type}/{idToken}"): TOKEN,
    ("PUT", "/tokens/{type}/{idToken}"): TOKEN,
    ("DELETE", "/tokens/{type}/{idToken}"): an_object(type=TEXT, idToken=TEXT),
    ("POST", "/tokens/changes"): an_object(put=INTEGER, forgotten=INTEGER),
    ("GET", "/firmware"): an_object(address=TEXT, images=a_list(FIRMWARE)),
    ("GET", "/firmware/{firmware}"): FIRMWARE,
    ("PUT", "/firmware/{firmware}"): FIRMWARE,
    ("DELETE", "/firmware/{firmware}"): an_object(firmware=TEXT),
    ("GET", "/tariffs"): a_list(TARIFF),
    ("GET", "/tariffs/{name}/{currency}"): TARIFF,
    ("PUT", "/tariffs/{name}/{currency}"): TARIFF,
    ("DELETE", "/tariffs/{name}/{currency}"): an_object(tariff=TEXT, currency=TEXT),
    ("GET", "/stations/{station}/tariff"): TARIFF,
    ("PUT", "/stations/{station}/tariff"): an_object(station=TEXT, tariff=TEXT),
    ("DELETE", "/stations/{station}/tariff"): an_object(station=TEXT, tariff=TEXT),
    ("GET", "/vendors"): a_list(VENDOR),
    ("PUT", "/vendors/{vendor}"): VENDOR,
    ("DELETE", "/vendors/{vendor}"): an_object(vendor=TEXT),
    ("GET", "/stations/{station}/transactions"): a_list(TRANSACTION),
    ("GET", "/stations/{station}/transactions/{transaction}"): TRANSACTION,
    ("GET", "/stations/{station}/transactions/{transaction}/cost"): COST,
    ("GET", "/stations/{station}/meter-values"): a_list(METER_VALUE),
    ("GET", "/stations/{station}/meters/{evse}"): an_object(evse=INTEGER, timestamp=TEXT_OR_NULL, energy=NUMBER),
    ("GET", "/stations/{station}/reservations"): a_list(RESERVATION),
    ("GET", "/stations/{station}/reservations/{reservation}"): RESERVATION,
    ("GET", "/stations/{station}/display-messages"): a_list(DISPLAY_MESSAGE),
    ("GET", "/stations/{station}/display-messages/{message}"): DISPLAY_MESSAGE,
    ("GET", "/stations/{station}/evses/{evse}/connectors/{connector}"): an_object(evse=INTEGER, lockProblem=FLAG),
    ("GET", "/stations/{station}/monitoring"): OBJECT,
    ("GET", "/stations/{station}/local-list"): OBJECT_OR_NULL,
}
_ONE_OF_MANY: Final = (
    "/authorizations/{type}/{idToken}",
    "/charging-profiles/{id}",
    "/composite-schedules/{evse}",
    "/charging-sessions/{evse}",
    "/charging-profiles-reports/{requestId}",
    "/display-messages-reports/{request}",
)


def response_of(method: str, path: str) -> Schema:
    """Return the schema of a response: its own, or else a list of objects, or one object of a list."""
    known = RESPONSES.get((method, path))
    if known is not None:
        return known
    return OBJECT if path.endswith(_ONE_OF_MANY) else OBJECTS
