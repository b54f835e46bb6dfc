"""SendLocalList (D01): lists made from the CSMS's tokens, split if needed, sent in full after a failed update."""

from typing import Annotated, Any, Final

import msgspec
from sqlalchemy import Connection

from plugfest.csms.blocks.c_authorization.provisioning import TokenName
from plugfest.csms.blocks.contexts import ApiRequest, Exchange, OperationContext
from plugfest.csms.blocks.d_local_list.parts import Entry, parts
from plugfest.csms.blocks.d_local_list.version import next_version
from plugfest.csms.blocks.parameters import NoParameters, RequestBody
from plugfest.csms.blocks.registry import endpoint, on_response, operation
from plugfest.csms.store import device_model, local_lists, tokens

_CONTROLLER: Final = {"name": "LocalAuthListCtrlr"}
_LIMITS: Final = ("ItemsPerMessage", "BytesPerMessage")
_ANY_ANSWER: Final = frozenset({"Accepted", "Failed", "VersionMismatch"})

TokenNames = Annotated[list[TokenName], msgspec.Meta(min_length=1, max_length=10_000)]


class FullList(RequestBody):
    """Replace the station's local list by these tokens, or by all known tokens if none are named."""

    tokens: TokenNames | None = None


class SomeTokens(RequestBody):
    """Tokens to add to the station's local list, to update, or to remove from it."""

    tokens: TokenNames


@operation("send-local-list", FullList)
async def send_list(context: OperationContext, params: FullList) -> None:
    """Replace the list."""
    if params.tokens is None:
        names = [{"idToken": row["id_token"], "type": row["type"]} for row in await context.read(tokens.every)]
    else:
        names = _named(params.tokens)
    await _replace(context, await _with_token_info(context, names))


@operation("extend-local-list", SomeTokens)
async def extend_list(context: OperationContext, params: SomeTokens) -> None:
    """Add the tokens, or update their data."""
    await _change(context, await _with_token_info(context, _named(params.tokens)))


@operation("remove-from-local-list", SomeTokens)
async def shorten_list(context: OperationContext, params: SomeTokens) -> None:
    """Remove the tokens."""
    await _remove(context, _named(params.tokens))


@operation("refresh-local-list", NoParameters)
async def refresh_list(context: OperationContext, _params: NoParameters) -> None:
    """Send the station the changes of the tokens in its list: changed or removed ones."""
    changes = await context.read(lambda db: _outdated(db, context.station))
    if changes:
        await _change(context, changes)


@operation("empty-local-list", NoParameters)
async def empty_list(context: OperationContext, _params: NoParameters) -> None:
    """Remove all tokens (D01.FR.04)."""
    await _replace(context, [])


@on_response("SendLocalList")
def keep_list(exchange: Exchange) -> None:
    """Store the accepted update."""
    if exchange.answer["status"] == "Accepted":
        local_lists.applied(exchange.db, exchange.station, exchange.request)


@endpoint("GET", "/stations/{station}/local-list", "The station's local authorization list, as known to the CSMS")
def show_list(request: ApiRequest) -> Any:
    """Show the list."""
    return local_lists.view(request.db, request.station)


async def leave_list(context: OperationContext, id_token: dict[str, Any]) -> None:
    """Remove a token from the station's list, because its owner's data was cleared (N10.FR.02)."""
    if await context.read(lambda db: local_lists.holds(db, context.station, id_token)):
        await _remove(context, [id_token])


async def _remove(context: OperationContext, names: list[dict[str, Any]]) -> None:
    # D01.FR.17: an entry without idTokenInfo removes its token.
    await _change(context, [{"idToken": name} for name in names])


async def _replace(context: OperationContext, entries: list[Entry]) -> None:
    """Send a full list: the first message replaces the list, further ones add to it."""
    for number, part in enumerate(await _parts(context, entries)):
        answer = await _send(context, "Differential" if number else "Full", part)
        if answer["status"] != "Accepted":
            context.refused(f"SendLocalList: {answer['status']}, {number} of its messages were taken")
            return


async def _change(context: OperationContext, changes: list[Entry]) -> None:
    """Send a differential update, or the full list if the station refuses it (D01.FR.03)."""
    wanted = _changed(await context.read(lambda db: local_lists.held(db, context.station)), changes)
    for part in await _parts(context, changes):
        answer = await _send(context, "Differential", part)
        if answer["status"] != "Accepted":
            await _replace(context, wanted)
            return


async def _send(context: OperationContext, update: str, part: list[Entry]) -> dict[str, Any]:
    version = context.handle["version"] = await next_version(context)
    await context.write(lambda db: local_lists.mark_uncertain(db, context.station))
    payload: dict[str, Any] = {"versionNumber": version, "updateType": update}
    if part:
        payload["localAuthorizationList"] = part
    return await context.call("SendLocalList", payload, positive=_ANY_ANSWER)


async def _parts(context: OperationContext, entries: list[Entry]) -> list[list[Entry]]:
    if len(entries) < 2:  # one entry cannot be split
        return [entries]
    limits = await context.read(lambda db: _limits(db, context.station))
    if None in limits:
        ask = [{"component": _CONTROLLER, "variable": {"name": name}} for name in _LIMITS]
        await context.try_call("GetVariables", {"getVariableData": ask})
        limits = await context.read(lambda db: _limits(db, context.station))
    return parts(entries, *limits)


def _limits(db: Connection, station: str) -> tuple[int | None, int | None]:
    keys = (device_model.key_of(station, _CONTROLLER, {"name": name}) for name in _LIMITS)
    items, size = (_number(device_model.value(db, key)) for key in keys)
    return items, size


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and int(text) > 0 else None


async def _with_token_info(context: OperationContext, names: list[dict[str, Any]]) -> list[Entry]:
    """Return the tokens with their IdTokenInfo. Raises OperationEnded for an unknown token."""

    def look_up(db: Connection) -> list[Entry]:
        for name in names:
            if tokens.find(db, name["type"], name["idToken"]) is None:
                raise context.fail(f"no token {name['idToken']!r} of type {name['type']} is known")
        return [{"idToken": name, "idTokenInfo": tokens.token_info(db, name)} for name in names]

    return await context.read(look_up)


def _outdated(db: Connection, station: str) -> list[Entry]:
    changes: list[Entry] = []
    for entry in local_lists.held(db, station):
        name = entry["idToken"]
        if tokens.find(db, name["type"], name["idToken"]) is None:
            changes.append({"idToken": name})
        elif (info := tokens.token_info(db, name)) != entry["idTokenInfo"]:
            changes.append({"idToken": name, "idTokenInfo": info})
    return changes


def _changed(entries: list[Entry], changes: list[Entry]) -> list[Entry]:
    result = {_key(entry["idToken"]): entry for entry in entries}
    for change in changes:
        key = _key(change["idToken"])
        if "idTokenInfo" in change:
            result[key] = change
        else:
            result.pop(key, None)
    return list(result.values())


def _named(names: list[TokenName]) -> list[dict[str, Any]]:
    # Each once (D01.FR.06), even if the operator names one twice.
    named = [{"idToken": name.id_token, "type": name.type} for name in names]
    return list({_key(name): name for name in named}.values())


def _key(name: dict[str, Any]) -> tuple[str, str]:
    return name["type"], name["idToken"].casefold()
