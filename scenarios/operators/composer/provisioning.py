"""Block B: variables, reports, resets, network profiles."""

from plugfest.scenarios.intents import (
    AskBaseReport,
    AskReport,
    OfferNetworkProfile,
    ReadVariables,
    Reset,
    WriteVariables,
)
from plugfest.scenarios.operators.composer.memory import Memory, Payload, composes, present
from plugfest.scenarios.operators.protocol import Order


@composes(Reset)
def reset(intent: Reset, order: Order, memory: Memory) -> Payload:
    """ResetRequest."""
    return present(type=intent.type, evseId=intent.evse)


@composes(ReadVariables)
def read_variables(intent: ReadVariables, order: Order, memory: Memory) -> Payload:
    """GetVariablesRequest with all variables: the CSMS may split it."""
    return {"getVariableData": [variable.payload for variable in intent.variables]}


@composes(WriteVariables)
def write_variables(intent: WriteVariables, order: Order, memory: Memory) -> Payload:
    """SetVariablesRequest."""
    return {
        "setVariableData": [
            {"attributeValue": setting.value, **setting.variable.payload} for setting in intent.settings
        ]
    }


@composes(AskBaseReport)
def base_report(intent: AskBaseReport, order: Order, memory: Memory) -> Payload:
    """GetBaseReportRequest."""
    return {"requestId": memory.next_id(order, "requestId"), "reportBase": intent.base}


@composes(AskReport)
def report(intent: AskReport, order: Order, memory: Memory) -> Payload:
    """GetReportRequest."""
    return present(
        requestId=memory.next_id(order, "requestId"),
        componentCriteria=list(intent.criteria) or None,
        componentVariable=[variable.payload for variable in intent.variables] or None,
    )


@composes(OfferNetworkProfile)
def network_profile(intent: OfferNetworkProfile, order: Order, memory: Memory) -> Payload:
    """SetNetworkProfileRequest; values that the intent does not have are the configured ones."""
    configured = memory.configured
    return {
        "configurationSlot": intent.slot,
        "connectionData": {
            "ocppVersion": "OCPP20",
            "ocppTransport": "JSON",
            "ocppCsmsUrl": intent.url or configured.ocpp_csms_url,
            "messageTimeout": configured.message_timeout if intent.timeout is None else intent.timeout,
            "securityProfile": 1 if intent.security_profile is None else intent.security_profile,
            "ocppInterface": intent.interface or configured.ocpp_interface,
        },
    }
