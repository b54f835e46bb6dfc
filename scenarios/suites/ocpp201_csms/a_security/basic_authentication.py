"""HTTP Basic authentication of a connecting station: use case A00, security profiles 1 and 2."""

import secrets

from plugfest.scenarios.language import (
    CUT,
    DISCONNECTED,
    UNAUTHORIZED,
    Csms,
    StationSpeaker,
    begins,
    security_profiles,
)


@begins(DISCONNECTED)
@security_profiles(1, 2)
async def TC_A_01_CSMS(csms: Csms, station: StationSpeaker) -> None:
    """The station connects with its own user name and password; the CSMS accepts the connection.

    The connection is the only subject of the case: a CSMS that refuses it fails, even if it has never accepted these
    credentials before.
    """
    attempt = await station.connects(step=1)
    await csms.accepts(attempt, step=2, whatever_came_before=True)
    boot = await station.boots(step=3)
    await csms.answers(boot, step=4, status="Accepted")
    await station.reports_connectors(step=5)


@security_profiles(1, 2)
async def TC_A_02_CSMS(csms: Csms, station: StationSpeaker) -> None:
    """The station connects with a user name that is not its identity and a valid password; the CSMS refuses it."""
    attempt = await station.reconnects(step=1, user=f"{station.identity}Invalid")
    await csms.refuses(attempt, step=2, by=(UNAUTHORIZED, CUT))


@security_profiles(1, 2)
async def TC_A_03_CSMS(csms: Csms, station: StationSpeaker) -> None:
    """The station connects without credentials, then with a wrong password; the CSMS refuses both connections.

    The requirement that the case names is about the user name; A00.FR.203 and A00.FR.207 require the two refusals.
    """
    attempt = await station.reconnects(step=1, anonymous=True)
    await csms.refuses(attempt, step=2, by=(UNAUTHORIZED, CUT))

    attempt = await station.reconnects(step=3, password=secrets.token_urlsafe(18))
    await csms.refuses(attempt, step=4, by=(UNAUTHORIZED, CUT))
