"""A customer whose data is cleared leaves the station's local list: use case N10."""

from plugfest.scenarios.intents import AskCustomerInformation, RemoveFromLocalList
from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, Tokens, advised, all_of, begins
from plugfest.scenarios.suites.ocpp201_csms.d_local_list.demands import accepting, later_than, leaving, without
from plugfest.scenarios.suites.ocpp201_csms.n_diagnostics.references import holder_of, told

DATA = "Local authorization list: Accepted\n"


@begins("LocalListSent")
async def TC_N_46_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The station clears what it holds of a token's owner, but for its local list: that is for the CSMS to change.

    Two errata differ. The later one demands an update that removes this token alone; the earlier one allows a full
    list without it, which we let through with a warning.
    """
    version = station.device.authorization.list_version
    removal = csms.will_send("SendLocalList", step=5, answered={"status": "Accepted"})
    operator.asks(AskCustomerInformation(report=True, clear=True, token=tokens.valid))
    asked = await csms.sends("CustomerInformation", step=1, report=True, clear=True, **holder_of(tokens.valid))
    await station.answers(asked, step=2, status="Accepted")
    await station.tells(*told(station, DATA, of=asked), step=3)

    await operator.asks_unless_sent(RemoveFromLocalList((tokens.valid,)), removal)
    update = await removal
    csms.check(
        update,
        step=5,
        updateType=advised("Differential", tolerate="Full"),
        versionNumber=all_of(later_than(version), advised(version + 1)),
        localAuthorizationList=leaving(tokens.valid, update),
    )
    csms.may_send("SendLocalList", step=5, localAuthorizationList=without(tokens.valid))
    await operator.sees("local-list", {}, version=update["versionNumber"], entries=accepting(tokens.valid2))
