"""The station's authorization cache: use cases C11 and C12."""

from plugfest.scenarios.intents import ClearCache
from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, Tokens, begins, one_of


@begins("EVConnectedPreSession")
async def TC_C_08_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The CSMS checks a token from the station's cache when a transaction event reports it."""
    reported = await station.authorizes(tokens.valid, step=1)
    await csms.answers(reported, step=2, idTokenInfo={"status": "Accepted"})
    await operator.sees(
        "transaction", {"transactionId": station.transaction.id}, running=True, token=tokens.valid.payload
    )


@begins("EVConnectedPreSession")
async def TC_C_20_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The CSMS does not accept a token that the station's cache has authorized."""
    reported = await station.authorizes(tokens.invalid, step=1)
    await csms.answers(reported, step=2, idTokenInfo={"status": one_of("Invalid", "Unknown")})
    await operator.sees("authorization", tokens.invalid.payload, status=one_of("Invalid", "Unknown"))


async def TC_C_37_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS clears the station's cache by order."""
    operator.asks(ClearCache())
    clear = await csms.sends("ClearCache", step=1)
    await station.answers(clear, step=2, status="Accepted")


async def TC_C_38_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS handles a station that rejects clearing its cache."""
    operator.asks(ClearCache())
    clear = await csms.sends("ClearCache", step=1)
    await station.answers(clear, step=2, status="Rejected")
