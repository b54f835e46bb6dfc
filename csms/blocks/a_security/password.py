"""A new Basic authentication password for a station (A01), generated here and never shown."""

import secrets

from plugfest.csms.blocks.contexts import Exchange, Failure, OperationContext
from plugfest.csms.blocks.parameters import NoParameters
from plugfest.csms.blocks.registry import on_failure, on_response, operation
from plugfest.csms.store import stations

_COMPONENT = {"name": "SecurityCtrlr"}
_VARIABLE = {"name": "BasicAuthPassword"}
_LENGTH = 40
"""The maximum that every station accepts (A00.FR.205), of characters that every edition of OCPP allows."""


def is_password(component: str, variable: str) -> bool:
    """Return whether these names are the password's; OCPP compares them without letter case."""
    return (component.lower(), variable.lower()) == ("securityctrlr", "basicauthpassword")


@operation("change-password", NoParameters)
async def change_password(context: OperationContext, _: NoParameters) -> None:
    """Give the station a new password. The old one stays valid until the station has accepted the new one."""
    password = secrets.token_urlsafe(_LENGTH)[:_LENGTH]
    offered = await context.passwords.hash(password)
    await context.write(lambda db: stations.offer_password(db, context.station, offered))
    data = {"component": _COMPONENT, "variable": _VARIABLE, "attributeValue": password}
    answer = await context.call("SetVariables", {"setVariableData": [data]})
    result = answer["setVariableResult"][0]
    if result["attributeStatus"] != "Accepted":
        context.refused(f"SetVariables: SecurityCtrlr.BasicAuthPassword {result['attributeStatus']}")


@on_failure("SetVariables")
def keep_old_password(failure: Failure) -> None:
    """Withdraw the new password if the station has refused the whole message with a CALLERROR."""
    names = [(item["component"]["name"], item["variable"]["name"]) for item in failure.request["setVariableData"]]
    if failure.code not in {"NoAnswer", "InvalidAnswer"} and any(is_password(*name) for name in names):
        stations.offer_password(failure.db, failure.station, None)


@on_response("SetVariables")
def swap_password(exchange: Exchange) -> None:
    """Make the new password the only one if the station accepted it, else keep the old one (A01.FR.03, A01.FR.04).

    Without an answer both stay valid until the station connects with the new one.
    """
    for result in exchange.answer["setVariableResult"]:
        if is_password(result["component"]["name"], result["variable"]["name"]):
            if result["attributeStatus"] == "Accepted":
                stations.take_offered_password(exchange.db, exchange.station)
            else:
                stations.offer_password(exchange.db, exchange.station, None)
