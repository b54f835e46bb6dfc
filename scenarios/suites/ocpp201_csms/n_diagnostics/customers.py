"""Reporting and clearing customer data: use cases N09 and N10."""

from plugfest.scenarios.intents import AskCustomerInformation
from plugfest.scenarios.language import ABSENT, Configured, Csms, OperatorSpeaker, StationSpeaker, Tokens, beyond
from plugfest.scenarios.suites.ocpp201_csms.n_diagnostics.references import (
    CUSTOMER,
    holder_of,
    holder_of_certificate,
    reported,
)

DATA = ("Authorization cache: Accepted\n", "Transactions: 2 in the last month\n")
NO_DATA = "No data was found for this customer"
CLEARED = "The data of this customer was cleared"


async def TC_N_27_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The CSMS asks for the customer data of an idToken, and accepts a report in two parts."""
    await _reports(DATA, operator, csms, station, tokens)


async def TC_N_28_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The CSMS asks for the customer data of an idToken, and accepts the report that there is none."""
    await _reports((NO_DATA,), operator, csms, station, tokens)


async def _reports(
    data: tuple[str, ...], operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens
) -> None:
    operator.asks(AskCustomerInformation(report=True, clear=False, token=tokens.valid))
    customer = holder_of(tokens.valid)
    asked = await csms.sends("CustomerInformation", step=1, report=True, clear=beyond(False), **customer)
    await station.answers(asked, step=2, status="Accepted")
    await station.tells(*reported(station, *data, of=asked), step=3)
    complete = {"requestId": asked["requestId"], "complete": True, "data": "".join(data)}
    await operator.sees("customer-information", {}, [complete])


async def TC_N_29_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The CSMS asks for the customer data of an idToken, and accepts that the station rejects the request."""
    operator.asks(AskCustomerInformation(report=True, clear=False, token=tokens.valid))
    customer = holder_of(tokens.valid)
    asked = await csms.sends("CustomerInformation", step=1, report=True, clear=beyond(False), **customer)
    await station.answers(asked, step=2, status="Rejected")
    await operator.sees("customer-information", {}, [{"requestId": asked["requestId"], "answer": "Rejected"}])


async def TC_N_30_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The CSMS asks the station to report and clear the data of an idToken, and accepts a report in two parts."""
    await _reports_and_clears(DATA, operator, csms, station, tokens)


async def TC_N_31_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The CSMS asks the station to report and clear the data of an idToken; the station reports that there is none."""
    await _reports_and_clears((NO_DATA,), operator, csms, station, tokens)


async def _reports_and_clears(
    data: tuple[str, ...], operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens
) -> None:
    operator.asks(AskCustomerInformation(report=True, clear=True, token=tokens.valid))
    customer = holder_of(tokens.valid)
    asked = await csms.sends("CustomerInformation", step=1, report=True, clear=True, **customer)
    await station.answers(asked, step=2, status="Accepted")
    await station.tells(*reported(station, *data, of=asked), step=3)
    complete = {"requestId": asked["requestId"], "complete": True, "data": "".join(data)}
    await operator.sees("customer-information", {}, [complete])


async def TC_N_32_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The CSMS asks the station to clear the data of an idToken, and accepts the report that this is done."""
    operator.asks(AskCustomerInformation(report=False, clear=True, token=tokens.valid))
    customer = holder_of(tokens.valid)
    asked = await csms.sends("CustomerInformation", step=1, report=False, clear=True, **customer)
    await station.answers(asked, step=2, status="Accepted")
    await station.tells(*reported(station, CLEARED, of=asked), step=3)
    complete = {"requestId": asked["requestId"], "complete": True, "data": CLEARED}
    await operator.sees("customer-information", {}, [complete])


async def TC_N_62_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS asks the station to report and clear the data of a customer identifier, and accepts the report."""
    operator.asks(AskCustomerInformation(report=True, clear=True, identifier=CUSTOMER))
    asked = await csms.sends(
        "CustomerInformation",
        step=1,
        report=True,
        clear=True,
        customerIdentifier=CUSTOMER,
        idToken=ABSENT,
        customerCertificate=ABSENT,
    )
    await station.answers(asked, step=2, status="Accepted")
    await station.tells(*reported(station, *DATA, of=asked), step=3)
    complete = {"requestId": asked["requestId"], "complete": True, "data": "".join(DATA)}
    await operator.sees("customer-information", {}, [complete])


async def TC_N_63_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS asks the station to report and clear the data of a customer certificate, and accepts the report."""
    certificate = dict(configured.customer_certificate)
    operator.asks(AskCustomerInformation(report=True, clear=True, certificate=certificate))
    customer = holder_of_certificate(configured.customer_certificate)
    asked = await csms.sends("CustomerInformation", step=1, report=True, clear=True, **customer)
    await station.answers(asked, step=2, status="Accepted")
    await station.tells(*reported(station, *DATA, of=asked), step=3)
    complete = {"requestId": asked["requestId"], "complete": True, "data": "".join(DATA)}
    await operator.sees("customer-information", {}, [complete])
