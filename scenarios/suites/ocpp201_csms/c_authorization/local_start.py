"""Authorization of a token that the driver presents at the station: use cases C01, C04 and C06."""

from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, Tokens, one_of


async def TC_C_02_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The driver presents an unknown or invalid token; the CSMS does not authorize it."""
    asked = await station.swipes(tokens.invalid, step=1)
    await csms.answers(asked, step=2, idTokenInfo={"status": one_of("Invalid", "Unknown")})
    await operator.sees("authorization", tokens.invalid.payload, status=one_of("Invalid", "Unknown"))


async def TC_C_06_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The driver presents a blocked token; the CSMS does not authorize it."""
    asked = await station.swipes(tokens.blocked, step=1)
    await csms.answers(asked, step=2, idTokenInfo={"status": one_of("Blocked", "Invalid")})
    await operator.sees("authorization", tokens.blocked.payload, status=one_of("Blocked", "Invalid"))


async def TC_C_07_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The driver presents an expired token; the CSMS does not authorize it."""
    asked = await station.swipes(tokens.expired, step=1)
    await csms.answers(asked, step=2, idTokenInfo={"status": one_of("Expired", "Invalid")})
    await operator.sees("authorization", tokens.expired.payload, status=one_of("Expired", "Invalid"))
