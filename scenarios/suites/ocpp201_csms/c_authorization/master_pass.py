"""Ending transactions with a master pass: use case C16; they end with the reason MasterPass (C16.FR.08)."""

from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, Tokens, begins, station_with
from plugfest.scenarios.suites.ocpp201_csms.c_authorization.answers import accepted_in


@station_with(TxStopPoint="Authorized")
@begins("EnergyTransferStarted", evse=1, token="valid")
@begins("EnergyTransferStarted", evse=2, token="valid2")
async def TC_C_47_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """Two EVs charge, and a user with a master pass ends both transactions on the station's display.

    The master pass is accepted each time, and its group is the master pass group.
    """
    await _ends_all(operator, csms, station, tokens)


@station_with(TxStopPoint="Authorized")
@begins("EnergyTransferStarted", evse=1, token="valid")
@begins("EnergyTransferStarted", evse=2, token="valid2")
async def TC_C_48_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """Of two transactions the holder of a master pass ends one; the CSMS names the master pass group each time.

    The case presents a driver's token and demands the master pass group: we present the master pass.
    """
    asked = await station.swipes(tokens.master_pass, step=1)
    await csms.answers(asked, step=2, idTokenInfo=accepted_in(tokens.master_pass_group))

    ended = await station.on(1).stops(tokens.master_pass, step=3, master_pass=True)
    await csms.answers(ended, step=4, idTokenInfo=accepted_in(tokens.master_pass_group))
    await operator.sees(
        "transaction", {"transactionId": station.on(1).transaction.id}, running=False, stoppedReason="MasterPass"
    )
    await operator.sees("transaction", {"transactionId": station.on(2).transaction.id}, running=True)


@station_with(TxStopPoint="Authorized")
@begins("EnergyTransferStarted", evse=1, token="valid")
@begins("EnergyTransferStarted", evse=2, token="valid2")
async def TC_C_49_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """A station without a display ends all transactions for the holder of a master pass.

    The case ends the transactions with a driver's token and demands the master pass group for it: we end them with the
    master pass.
    """
    await _ends_all(operator, csms, station, tokens)


async def _ends_all(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The steps of both TC_C_47 and TC_C_49, which differ in what the station can show."""
    asked = await station.swipes(tokens.master_pass, step=1)
    await csms.answers(asked, step=2, idTokenInfo=accepted_in(tokens.master_pass_group))

    for evse in (1, 2):
        ended = await station.on(evse).stops(tokens.master_pass, step=3, master_pass=True)
        await csms.answers(ended, step=4, idTokenInfo=accepted_in(tokens.master_pass_group))
        await operator.sees(
            "transaction",
            {"transactionId": station.on(evse).transaction.id},
            running=False,
            stoppedReason="MasterPass",
            token=(tokens.valid if evse == 1 else tokens.valid2).payload,
        )
