"""Group authorization: a token may stop the transaction of another token in its group: use case C09."""

from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, Tokens, begins
from plugfest.scenarios.suites.ocpp201_csms.c_authorization.answers import accepted_in


@begins("EVConnectedPreSession")
async def TC_C_39_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """A driver stops the transaction of another token in the same group; each answer of the CSMS names the group."""
    asked = await station.swipes(tokens.valid2, step=1)
    await csms.answers(asked, step=2, idTokenInfo=accepted_in(tokens.group))
    begun = await station.authorizes(tokens.valid, step=3)
    await csms.answers(begun, step=4, idTokenInfo=accepted_in(tokens.group))
    await station.reaches("EnergyTransferStarted")

    asked = await station.swipes(tokens.valid2, step=6)
    await csms.answers(asked, step=7, idTokenInfo=accepted_in(tokens.group))
    stopped = await station.stops(tokens.valid2, step=8)
    await csms.answers(stopped, step=9, idTokenInfo=accepted_in(tokens.group))
    await station.reaches("EVConnectedPostSession")
    await station.reaches("EVDisconnected")
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, token=tokens.valid.payload
    )


@begins("EVConnectedPreSession")
async def TC_C_40_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """As TC_C_39, but the station authorizes both tokens by its local list; each answer of the CSMS names the group."""
    begun = await station.authorizes(tokens.valid, step=1)
    await csms.answers(begun, step=2, idTokenInfo=accepted_in(tokens.group))
    await station.reaches("EnergyTransferStarted")

    stopped = await station.stops(tokens.valid2, step=5)
    await csms.answers(stopped, step=6, idTokenInfo=accepted_in(tokens.group))
    await station.reaches("EVConnectedPostSession")
    await station.reaches("EVDisconnected")
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, token=tokens.valid.payload
    )


@begins("EVConnectedPreSession")
async def TC_C_43_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The second token of the group is not valid in the station's local list; the CSMS accepts it and names the group.

    The title of the case says Invalid; its validations, which apply here, say Accepted.
    """
    begun = await station.authorizes(tokens.valid, step=1)
    await csms.answers(begun, step=2, idTokenInfo=accepted_in(tokens.group))
    await station.reaches("EnergyTransferStarted")

    asked = await station.swipes(tokens.valid2, step=4)
    await csms.answers(asked, step=5, idTokenInfo=accepted_in(tokens.group))
    stopped = await station.stops(tokens.valid2, step=6)
    await csms.answers(stopped, step=7, idTokenInfo=accepted_in(tokens.group))
    await station.reaches("EVConnectedPostSession")
    await station.reaches("EVDisconnected")
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=False, token=tokens.valid.payload
    )
