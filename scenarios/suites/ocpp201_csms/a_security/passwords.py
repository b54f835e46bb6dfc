"""Changing the password for HTTP Basic authentication: use case A01, security profiles 1 and 2."""

from plugfest.scenarios.intents import ChangePassword
from plugfest.scenarios.language import (
    CUT,
    UNAUTHORIZED,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    all_of,
    disposable_station,
    security_profiles,
)
from plugfest.scenarios.suites.ocpp201_csms.a_security.demands import (
    NEW_PASSWORD,
    PASSWORD,
    another_than,
    password_in,
    results,
)


@disposable_station
@security_profiles(1, 2)
async def TC_A_09_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS sets a new BasicAuthPassword; then it accepts the new password and refuses the old one.

    The steps of the case do not include the refusal of the old password, but its purpose does (A01.FR.03).
    """
    operator.asks(ChangePassword())
    other = {**NEW_PASSWORD, "attributeValue": all_of(NEW_PASSWORD["attributeValue"], another_than(station.password))}
    change = await csms.sends("SetVariables", step=1, setVariableData=[other])
    csms.note_others(change, "setVariableData", PASSWORD)
    await station.answers(change, step=2, setVariableResult=results(change, "Accepted"))
    await operator.waits_for_result()

    old, new = station.password, password_in(change)
    entry = await station.reconnects(step=3, password=new)
    await csms.accepts(entry, step=4)
    station.changes(password=new)
    boot = await station.boots(step=5)
    await csms.answers(boot, step=6, status="Accepted")
    await station.reports_connectors(step=7)

    attempt = await station.reconnects(step=9, password=old)
    await csms.refuses(attempt, step=9, by=(UNAUTHORIZED, CUT))
    entry = await station.connects(step=9)
    await csms.accepts(entry, step=9)


@disposable_station
@security_profiles(1, 2)
async def TC_A_10_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The station rejects each new BasicAuthPassword; the CSMS still accepts the old one (A01.FR.04)."""
    operator.asks(ChangePassword())
    change = await csms.sends("SetVariables", step=1, setVariableData=[NEW_PASSWORD])
    csms.may_send("SetVariables", step=1, answered=lambda again: {"setVariableResult": results(again, "Rejected")})
    csms.note_others(change, "setVariableData", PASSWORD)
    await station.answers(change, step=2, setVariableResult=results(change, "Rejected"))
    await operator.waits_for_result()

    entry = await station.reconnects(step=3)
    await csms.accepts(entry, step=4)
    boot = await station.boots(step=5)
    await csms.answers(boot, step=6, status="Accepted")
    await station.reports_connectors(step=7)
