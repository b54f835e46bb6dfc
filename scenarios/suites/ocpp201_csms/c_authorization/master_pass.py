"""Stopping transactions with a master pass: use case C16. Their stoppedReason is MasterPass (C16.FR.08)."""

from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, Tokens, begins, station_with
from plugfest.scenarios.suites.ocpp201_csms.c_authorization.answers import accepted_in


@station_with(TxStopPoint="Authorized")
@begins("EnergyTransferStarted", evse=1, token="valid")
@begins("EnergyTransferStarted", evse=2, token="valid2")
async def TC_C_47_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """Two EVs charge; a user with a master pass stops both transactions on the display of the station.

    The CSMS accepts the master pass each time, and names the master pass group.
    """
    await _ends_all(operator, csms, station, tokens)


@station_with(TxStopPoint="Authorized")
@begins("EnergyTransferStarted", evse=1, token="valid")
@begins("EnergyTransferStarted", evse=2, token="valid2")
async def TC_C_48_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """Two EVs charge; a user with a master pass stops one of the transactions on the display of the station.

    The CSMS accepts the master pass each time, and names the master pass group. The AuthorizeRequest of the case has a
    driver's token, but its answer must name the master pass group: here it has the master pass.
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
    """Two EVs charge at a station without a display; it stops both transactions when a user presents a master pass.

    The CSMS accepts the master pass each time, and names the master pass group. The events of the case have a driver's
    token, but their answers must name the master pass group: here they have the master pass.
    """
    await _ends_all(operator, csms, station, tokens)


async def _ends_all(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """Present the master pass and stop both transactions, as TC_C_47 and TC_C_49 do with and without a display."""
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
