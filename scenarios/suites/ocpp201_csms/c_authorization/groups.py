"""Tokens that belong together, so that one may end what another has begun: use case C09."""

from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, Tokens, begins
from plugfest.scenarios.suites.ocpp201_csms.c_authorization.answers import accepted_in


@begins("EVConnectedPreSession")
async def TC_C_39_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """Every answer about two tokens of one group names the group, so the second may stop the first's transaction."""
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
    """The CSMS also names the group if the station authorized both tokens by its local list."""
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
    """The second token is not valid in the station's local list: the CSMS authorizes it and names the group.

    The case's title says Invalid; its validations, which we follow, say Accepted.
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
