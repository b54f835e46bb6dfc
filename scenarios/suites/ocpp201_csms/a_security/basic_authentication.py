"""HTTP Basic authentication at the door: use case A00, security profiles 1 and 2."""

import secrets

from plugfest.scenarios.language import HTTP, Csms, StationSpeaker, security_profiles


@security_profiles(1, 2)
async def TC_A_01_CSMS(csms: Csms, station: StationSpeaker) -> None:
    """The station's own name and password open the door, and the station is accepted."""
    entry = await station.reconnects(step=1)
    await csms.accepts(entry, step=2)
    boot = await station.boots(step=3)
    await csms.answers(boot, step=4, status="Accepted")
    await station.reports_connectors(step=5)


@security_profiles(1, 2)
async def TC_A_02_CSMS(csms: Csms, station: StationSpeaker) -> None:
    """A user name that is not the station's own stays outside, though the password is right."""
    attempt = await station.reconnects(step=1, user=f"{station.identity}Invalid")
    await csms.refuses(attempt, step=2, by=HTTP)


@security_profiles(1, 2)
async def TC_A_03_CSMS(csms: Csms, station: StationSpeaker) -> None:
    """A station without any credentials stays outside, and so does one with a wrong password, though its name is right.

    The requirement that the case names is about the user name; those on the two refusals are A00.FR.203 and A00.FR.207.
    """
    attempt = await station.reconnects(step=1, anonymous=True)
    await csms.refuses(attempt, step=2, by=HTTP)

    attempt = await station.reconnects(step=3, password=secrets.token_urlsafe(18))
    await csms.refuses(attempt, step=4, by=HTTP)
