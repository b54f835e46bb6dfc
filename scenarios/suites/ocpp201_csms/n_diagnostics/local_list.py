"""Removing a customer from the local authorization list when customer data is cleared: use case N10."""

from plugfest.scenarios.intents import AskCustomerInformation, RemoveFromLocalList
from plugfest.scenarios.language import (
    ABSENT,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    Tokens,
    advised,
    all_of,
    at_most,
    begins,
)
from plugfest.scenarios.suites.ocpp201_csms.d_local_list.demands import accepting, not_bringing_back
from plugfest.scenarios.suites.ocpp201_csms.n_diagnostics.references import holder_of, reported

DATA = "Local authorization list: Accepted\n"


@begins("LocalListSent")
async def TC_N_46_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The CSMS asks the station to clear the data of an idToken, and removes it from the local authorization list.

    The CSMS may remove the token by itself or when the operator asks for it. It may also do both, and remove it twice.
    """
    removal = csms.will_send(
        "SendLocalList",
        step=5,
        updateType="Differential",
        versionNumber=station.device.authorization.list_version + 1,
        localAuthorizationList=all_of([{"idToken": tokens.valid.payload, "idTokenInfo": ABSENT}], advised(at_most(1))),
        answered={"status": "Accepted"},
    )
    operator.asks(AskCustomerInformation(report=True, clear=True, token=tokens.valid))
    asked = await csms.sends("CustomerInformation", step=1, report=True, clear=True, **holder_of(tokens.valid))
    await station.answers(asked, step=2, status="Accepted")
    await station.tells(*reported(station, DATA, of=asked), step=3)

    await operator.asks_unless_sent(RemoveFromLocalList((tokens.valid,)), removal)
    update = await removal
    csms.may_send("SendLocalList", step=5, localAuthorizationList=advised(not_bringing_back(tokens.valid)))
    await operator.sees("local-list", {}, version=update["versionNumber"], entries=accepting(tokens.valid2))
