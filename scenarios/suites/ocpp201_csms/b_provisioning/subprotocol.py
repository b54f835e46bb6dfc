"""Negotiation of the OCPP version by the WebSocket subprotocol: Part 4, section 3.1.2."""

from plugfest.scenarios.language import CLOSE, CUT, HTTP, Csms, StationSpeaker


async def TC_B_58_CSMS(csms: Csms, station: StationSpeaker) -> None:
    """The CSMS refuses a station that offers only an unknown OCPP version, and selects ocpp2.0.1 if both are offered.

    The case requires a refusal without an upgrade; Part 4 (3.2) requires an upgrade without a subprotocol and an
    immediate close. Both pass. An upgrade that stays open fails, and so does one to a subprotocol that was not offered.
    """
    unknown = await station.reconnects(step=1, subprotocols=("ocpp0.1",))
    await csms.refuses(unknown, step=2, by=(HTTP, CLOSE, CUT))

    both = await station.reconnects(step=3, subprotocols=("ocpp0.1", "ocpp2.0.1"))
    await csms.accepts(both, step=4, subprotocol="ocpp2.0.1")
