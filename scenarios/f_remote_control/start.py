"""Starting a transaction from afar: use cases F01 and F02."""

from plugfest.scenarios.intents import StartTransaction
from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, Tokens, begins, beyond


@begins("EVConnectedPreSession")
async def TC_F_01_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The cable is in already when a driver starts the charge from afar: the running transaction is theirs."""
    operator.asks(StartTransaction(tokens.valid, station.evse))
    start = await csms.sends("RequestStartTransaction", step=1, idToken=tokens.valid.payload)
    await station.answers(start, step=2, status="Accepted", transactionId=station.transaction.id)

    told = await station.updates_transaction(
        step=3,
        triggerReason="RemoteStart",
        idToken=tokens.valid,
        transactionInfo={"remoteStartId": start["remoteStartId"]},
    )
    await csms.answers(told, step=4, idTokenInfo=beyond({"status": "Accepted"}))
    await station.reaches("EnergyTransferStarted")
