"""Customer information of stations: CustomerInformation and NotifyCustomerInformation (N09, N10)."""

from typing import Annotated, Any, Literal

import msgspec
from sqlalchemy import Connection

from plugfest.csms.blocks.contexts import ApiRequest, Exchange, Failure, OperationContext, Request, present
from plugfest.csms.blocks.d_local_list.update import leave_list
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.blocks.registry import endpoint, handles, on_failure, on_response, operation
from plugfest.csms.store import customers, reports, stations

_Hash = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]


class CustomerToken(RequestBody):
    """The token that a customer charges with."""

    id_token: Annotated[str, msgspec.Meta(min_length=1, max_length=36)]
    type: Literal["Central", "eMAID", "ISO14443", "ISO15693", "KeyCode", "Local", "MacAddress", "NoAuthorization"]


class CustomerCertificate(RequestBody):
    """A customer's certificate, by its hashes (CertificateHashDataType)."""

    hash_algorithm: Literal["SHA256", "SHA384", "SHA512"]
    issuer_name_hash: _Hash
    issuer_key_hash: _Hash
    serial_number: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class CustomerInformation(RequestBody):
    """Let the station report its data about a customer, clear it, or both.

    The customer is identified in one of three ways: token, identifier of the operator, certificate.
    """

    report: bool
    clear: bool
    token: CustomerToken | None = None
    identifier: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | None = None
    certificate: CustomerCertificate | None = None

    def __post_init__(self) -> None:
        """Check that there is exactly one customer, and `report` or `clear` (N09.FR.04, N10.FR.08)."""
        if sum(way is not None for way in (self.token, self.identifier, self.certificate)) != 1:
            raise ValueError("name the customer in one way: by token, by identifier or by certificate")
        if not (self.report or self.clear):
            raise ValueError("there is nothing to do: report, clear or both")


@operation("ask-customer-information", CustomerInformation)
async def ask_customer_information(context: OperationContext, params: CustomerInformation) -> None:
    """Request the data; it is shown in /customer-information."""
    customer = present(
        idToken=params.token and msgspec.to_builtins(params.token),
        customerIdentifier=params.identifier,
        customerCertificate=params.certificate and msgspec.to_builtins(params.certificate),
    )

    def begin(db: Connection) -> int:
        request_id = stations.next_number(db, context.station, "requestId")
        customers.begin(db, context.station, request_id, report=params.report, clear=params.clear, customer=customer)
        reports.expect(db, context.station, request_id, customers.REPORT, context.id)
        return request_id

    context.handle["requestId"] = await context.write(begin)
    asked = {"requestId": context.handle["requestId"], "report": params.report, "clear": params.clear}
    answer = await context.call("CustomerInformation", {**asked, **customer})
    if params.clear and "idToken" in customer and answer["status"] == "Accepted":
        await leave_list(context, customer["idToken"])


@on_failure("CustomerInformation")
def store_failed_request(failure: Failure) -> None:
    """Store that the station refused the request."""
    customers.answered(failure.db, failure.station, failure.request["requestId"], failure.code)


@on_response("CustomerInformation")
def store_response(exchange: Exchange) -> None:
    """Store the station's answer to the request."""
    customers.answered(exchange.db, exchange.station, exchange.request["requestId"], exchange.answer["status"])


@handles("NotifyCustomerInformation")
def customer_information(request: Request) -> dict[str, Any]:
    """Keep the reported data."""
    reports.add_part(request.db, request.station, request.payload, customers.REPORT)
    return {}


@endpoint("GET", "/stations/{station}/customer-information", "The requests for customer information, newest first")
def show_customer_information(request: ApiRequest) -> Any:
    """Show the requests with the reported data."""
    return customers.view(request.db, request.station)
