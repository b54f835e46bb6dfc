"""Blocks L and N: firmware, logs, monitoring, customer data."""

from plugfest.scenarios.intents import (
    AskCustomerInformation,
    AskMonitoringReport,
    ClearMonitors,
    FetchLog,
    PublishFirmware,
    SetMonitoringBase,
    SetMonitoringLevel,
    SetMonitors,
    UnpublishFirmware,
    UpdateFirmware,
)
from plugfest.scenarios.operators.composer.memory import Memory, Payload, composes, from_now, present
from plugfest.scenarios.operators.protocol import Order


@composes(UpdateFirmware)
def update_firmware(intent: UpdateFirmware, order: Order, memory: Memory) -> Payload:
    """UpdateFirmwareRequest, signed (L01.FR.11)."""
    configured = memory.configured
    firmware = present(
        location=configured.firmware_location,
        retrieveDateTime=from_now(intent.retrieve_in or 0),
        installDateTime=from_now(intent.install_in),
        signingCertificate=configured.signing_certificate,
        signature=configured.firmware_signature,
    )
    return {"requestId": memory.next_id(order, "requestId"), "firmware": firmware}


@composes(PublishFirmware)
def publish_firmware(intent: PublishFirmware, order: Order, memory: Memory) -> Payload:
    """PublishFirmwareRequest."""
    return {
        "location": memory.configured.firmware_location,
        "checksum": memory.configured.firmware_checksum,
        "requestId": memory.next_id(order, "requestId"),
    }


@composes(UnpublishFirmware)
def unpublish_firmware(intent: UnpublishFirmware, order: Order, memory: Memory) -> Payload:
    """UnpublishFirmwareRequest."""
    return {"checksum": memory.configured.firmware_checksum}


@composes(FetchLog)
def fetch_log(intent: FetchLog, order: Order, memory: Memory) -> Payload:
    """GetLogRequest."""
    return {
        "log": {"remoteLocation": memory.configured.log_location},
        "logType": intent.type,
        "requestId": memory.next_id(order, "requestId"),
    }


@composes(SetMonitoringBase)
def monitoring_base(intent: SetMonitoringBase, order: Order, memory: Memory) -> Payload:
    """SetMonitoringBaseRequest."""
    return {"monitoringBase": intent.base}


@composes(SetMonitoringLevel)
def monitoring_level(intent: SetMonitoringLevel, order: Order, memory: Memory) -> Payload:
    """SetMonitoringLevelRequest."""
    return {"severity": intent.severity}


@composes(SetMonitors)
def monitors(intent: SetMonitors, order: Order, memory: Memory) -> Payload:
    """SetVariableMonitoringRequest."""
    return {
        "setMonitoringData": [
            {
                "value": monitor.value,
                "type": monitor.type,
                "severity": monitor.severity,
                **monitor.variable.payload,
            }
            for monitor in intent.monitors
        ]
    }


@composes(ClearMonitors)
def clear_monitors(intent: ClearMonitors, order: Order, memory: Memory) -> Payload:
    """ClearVariableMonitoringRequest with all ids: the CSMS may split it."""
    return {"id": list(intent.ids)}


@composes(AskMonitoringReport)
def monitoring_report(intent: AskMonitoringReport, order: Order, memory: Memory) -> Payload:
    """GetMonitoringReportRequest."""
    return present(
        requestId=memory.next_id(order, "requestId"),
        monitoringCriteria=list(intent.criteria) or None,
        componentVariable=[variable.payload for variable in intent.variables] or None,
    )


@composes(AskCustomerInformation)
def customer_information(intent: AskCustomerInformation, order: Order, memory: Memory) -> Payload:
    """CustomerInformationRequest."""
    return present(
        requestId=memory.next_id(order, "requestId"),
        report=intent.report,
        clear=intent.clear,
        idToken=intent.token.payload if intent.token else None,
        customerIdentifier=intent.identifier,
        customerCertificate=intent.certificate,
    )
