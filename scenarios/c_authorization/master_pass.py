"""Ending transactions with a master pass: use case C16."""

from plugfest.scenarios.language import Csms, StationSpeaker, Tokens, begins


@begins("EnergyTransferStarted", evse=1, token="valid")
@begins("EnergyTransferStarted", evse=2, token="valid2")
async def TC_C_47_CSMS(csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """Two cars charge, and somebody with a master pass ends both transactions.

    The printed table has lost its validations; those of TC_C_48 are checked: the token is accepted, and its group is
    the master pass group.
    """
    master = {"status": "Accepted", "groupIdToken": {"idToken": tokens.master_pass_group.idToken}}
    asked = await station.authorizes(tokens.master_pass, step=1)
    await csms.answers(asked, step=2, idTokenInfo=master)

    for evse in (1, 2):
        ended = await station.on(evse).ends_transaction(
            step=3,
            triggerReason="StopAuthorized",
            chargingState="EVConnected",
            stoppedReason="MasterPass",
            idToken=tokens.master_pass,
        )
        await csms.answers(ended, step=4, idTokenInfo=master)
