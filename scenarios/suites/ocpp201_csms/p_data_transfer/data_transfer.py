"""Data transfer (P02), and custom data in any message."""

from plugfest.scenarios.language import Configured, Csms, OperatorSpeaker, StationSpeaker, Tokens, one_of

CUSTOM_DATA = {"vendorId": "com.example.plugfest", "note": "of no meaning to anybody else", "numbers": [1, 2.5]}


async def TC_P_02_CSMS(csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS rejects a DataTransferRequest of an unknown vendor."""
    sent = await station.sends(
        "DataTransfer", step=1, vendorId=configured.vendor_id, messageId=configured.vendor_message_id
    )
    await csms.answers(sent, step=2, status=one_of("UnknownVendorId", "UnknownMessageId", "Rejected"))


async def TC_P_03_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The CSMS accepts customData in two messages, also in nested objects."""
    status = station.device.connectors.status_notification(station.evse, station.connector)
    sent = await station.sends(status.action, step=1, **status.payload, customData=CUSTOM_DATA)
    await csms.answers(sent, step=2)

    started = await station.authorizes(
        tokens.valid, step=3, evse=True, customData=CUSTOM_DATA, transactionInfo={"customData": CUSTOM_DATA}
    )
    await csms.answers(started, step=4)
    kept = {"customData": CUSTOM_DATA, "transactionInfo": {"customData": CUSTOM_DATA}}
    await operator.sees("transaction", {"transactionId": station.transaction.id}, events=[kept])
