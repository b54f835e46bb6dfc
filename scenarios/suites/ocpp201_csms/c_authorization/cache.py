"""Authorization cache of the station: use cases C11 and C12."""

from plugfest.scenarios.intents import ClearCache
from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, Tokens, begins, one_of


@begins("EVConnectedPreSession")
async def TC_C_08_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The station authorizes a token by its cache, without an AuthorizeRequest; the CSMS accepts the reported token."""
    reported = await station.authorizes(tokens.valid, step=1)
    await csms.answers(reported, step=2, idTokenInfo={"status": "Accepted"})
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=True, token=tokens.valid.payload
    )


@begins("EVConnectedPreSession")
async def TC_C_20_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The station authorizes a token by its cache that is not valid in the CSMS; the CSMS does not accept it."""
    reported = await station.authorizes(tokens.invalid, step=1)
    await csms.answers(reported, step=2, idTokenInfo={"status": one_of("Invalid", "Unknown")})
    await operator.sees("authorization", tokens.invalid.payload, status=one_of("Invalid", "Unknown"))


async def TC_C_37_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS sends a ClearCacheRequest; the station clears its cache and answers "Accepted"."""
    operator.asks(ClearCache())
    clear = await csms.sends("ClearCache", step=1)
    await station.answers(clear, step=2, status="Accepted")


async def TC_C_38_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS sends a ClearCacheRequest; the station does not clear its cache and answers "Rejected"."""
    operator.asks(ClearCache())
    clear = await csms.sends("ClearCache", step=1)
    await station.answers(clear, step=2, status="Rejected")
