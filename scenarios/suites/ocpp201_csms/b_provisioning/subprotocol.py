"""Agreeing on the version of OCPP while connecting: Part 4, section 3.1.2."""

from plugfest.scenarios.language import CLOSE, CUT, HTTP, Csms, StationSpeaker


async def TC_B_58_CSMS(csms: Csms, station: StationSpeaker) -> None:
    """The CSMS does not select an unknown OCPP version; offered together with OCPP 2.0.1, it is ignored.

    The case requires no upgrade at all, Part 4 (3.2) one without a subprotocol that is closed at once: both are
    accepted. An upgrade that stays open is not, nor one to a subprotocol that was not offered.
    """
    unknown = await station.reconnects(step=1, subprotocols=("ocpp0.1",))
    await csms.refuses(unknown, step=2, by=(HTTP, CLOSE, CUT))

    both = await station.reconnects(step=3, subprotocols=("ocpp0.1", "ocpp2.0.1"))
    await csms.accepts(both, step=4, subprotocol="ocpp2.0.1")
