"""The operator described by a configuration file: any CSMS with an HTTP API."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from plugfest.scenarios.config.build import build
from plugfest.scenarios.config.conditions import conditions_hold
from plugfest.scenarios.config.declared_limits import declared_gap
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.config.http_api.table import HttpTable, Step
from plugfest.scenarios.config.http_api.used_names import used_names
from plugfest.scenarios.intents import Intent
from plugfest.scenarios.operators.composer import Composer
from plugfest.scenarios.operators.credentials import fresh_identity, fresh_password
from plugfest.scenarios.operators.http.answers import BrokenError, RefusedError, UnknownOutcomeError, shown
from plugfest.scenarios.operators.http.callbacks import Callbacks
from plugfest.scenarios.operators.http.client import Client
from plugfest.scenarios.operators.http.requests import Requests
from plugfest.scenarios.operators.http.scope import Scopes, supplied
from plugfest.scenarios.operators.http.steps import Steps
from plugfest.scenarios.operators.protocol import (
    UNSEEN,
    OperatorError,
    Order,
    OrderOutcome,
    Outcome,
    Question,
    StationAccess,
    StationSpec,
)
from plugfest.scenarios.operators.rate_limiter import RateLimiter


class HttpOperator:
    """Performs intents by the requests of the `[operator]` table; composes OCPP payloads if templates use them."""

    name = "http"
    is_program = True

    def __init__(self, description: CsmsDescription) -> None:
        self._description = description
        self._table = table = build(HttpTable, _with_folder(description))
        self._client = Client(table)
        self._requests = Requests(table, self._client)
        self._callbacks = Callbacks(table.callback_server)
        self._scopes = Scopes(description, table.values)
        self._composer = Composer(description)
        self._pace = RateLimiter(description.pace.orders_per_second)
        self._lent: dict[str, StationSpec] = {}
        """The specifications for which the lent stations of the pool were prepared."""
        self.provisions = bool(table.provision)

    async def open(self) -> None:
        """Open the operator; raises OperatorError when the callback address or the trusted roots cannot be used."""
        await self._client.open()
        every = [*self._table.default, *(step for steps in self._table.intents.values() for step in steps)]
        if any(step.callback is not None or "callback" in used_names(step) for step in every):
            try:
                await self._callbacks.open()
            except OperatorError:
                await self._client.close()
                raise

    async def close(self) -> None:
        """Close all connections."""
        await self._callbacks.close()
        await self._client.close()

    @property
    def secrets(self) -> frozenset[str]:
        """Return secrets that the operator has received: access tokens."""
        return self._client.secrets

    def cannot(self, intent: Intent) -> str | None:
        """Return the declared limit, or that the configuration has no request for the intent."""
        declared = declared_gap(self._description.cannot, intent)
        if declared is not None:
            return declared
        if not self._steps_of(intent):
            described = intent.name in self._table.intents or self._table.default
            like = f" with {intent.parameters()}" if described else ""
            return f"the configuration has no request for {intent.name}{like} in operator.intents"
        return None

    async def provision(self, spec: StationSpec) -> StationAccess:
        """Create a station by the configured requests; raises OperatorError."""
        identity, password = spec.identity or fresh_identity(), fresh_password()
        scope = self._scopes.of_station(identity, password, spec)
        await self._all(self._table.provision, scope)
        return StationAccess(
            identity=identity,
            security_profile=spec.security_profile,
            password=password,
            serial_number=identity[:25],
            tokens=self._description.tokens,
        )

    async def release(self, access: StationAccess) -> None:
        """Remove the station, or restore a station of the pool; raises OperatorError."""
        plain = StationSpec(identity=access.identity, security_profile=access.security_profile)
        spec = self._lent.pop(access.identity, plain)
        steps = self._table.release if self.provisions else self._table.restore
        await self._all(steps, self._scopes.of_station(access.identity, access.password or "", spec))

    async def prepare(self, access: StationAccess, spec: StationSpec) -> None:
        """Prepare a station of the pool for a play, if requests are configured for that; raises OperatorError."""
        self._lent[access.identity] = spec
        await self._all(self._table.prepare, self._scopes.of_station(access.identity, access.password or "", spec))

    async def accept(self, access: StationAccess, spec: StationSpec) -> None:
        """Have the station's next boot accepted, if the configuration has a request for that; raises OperatorError."""
        await self._all(self._table.accept, self._scopes.of_station(access.identity, access.password or "", spec))

    async def ask(self, order: Order) -> Outcome:
        """Perform the steps of the order; cancel it when the play is over and the order has no outcome."""
        steps = self._steps_of(order.intent)
        if not steps:
            return Outcome(OrderOutcome.REFUSED, str(self.cannot(order.intent)))
        await self._pace.acquire()
        with self._callbacks.ticket() as (callback, posted):
            scope = self._scopes.of_order(order, callback)
            used = {name for step in steps for name in used_names(step)}
            if any(name == "payload" or name.startswith("payload.") for name in used):
                scope["payload"] = self._composer.compose(order)
                order.supplied = supplied(used, scope["payload"])
            walk = Steps(self._requests, steps, order, scope)
            order.queued = self._only_queues(steps[-1])
            try:
                return Outcome(OrderOutcome.DONE, await walk.run(posted, self._table.cancel))
            except RefusedError as error:
                return Outcome(OrderOutcome.REFUSED, str(error))
            except BrokenError as error:
                return Outcome(OrderOutcome.FAILED, str(error))
            except UnknownOutcomeError as error:
                await walk.withdraw()
                return Outcome(OrderOutcome.UNKNOWN, str(error))
            except asyncio.CancelledError:
                await walk.withdraw()
                raise

    async def sees(self, question: Question, station: str) -> object:
        """Return the data that the CSMS shows, by the configured JSONPaths; UNSEEN when none are configured."""
        show = self._table.sees.get(question.about)
        if show is None:
            return UNSEEN
        try:
            answer = await self._requests.send(show, self._scopes.of_question(question, station))
        except RefusedError:
            return None
        except BrokenError:
            return UNSEEN
        return shown(show, answer)

    def _steps_of(self, intent: Intent) -> tuple[Step, ...]:
        parameters = intent.parameters()
        steps = self._table.intents.get(intent.name, self._table.default)
        return tuple(step for step in steps if conditions_hold(step.when, parameters))

    def _only_queues(self, last: Step) -> bool:
        if last.poll is not None or last.callback is not None:
            return False
        return (last.confirms or self._table.confirms) == "queued"

    async def _all(self, steps: Sequence[Step], scope: dict[str, Any]) -> None:
        for step in steps:
            if not conditions_hold(step.when, {key: value for key, value in scope.items() if value is not None}):
                continue
            try:
                await self._requests.send(step, scope)
            except (RefusedError, BrokenError) as error:
                raise OperatorError(f"station {scope['station']['identity']}: {error}") from error


def _with_folder(description: CsmsDescription) -> dict[str, Any]:
    """Resolve paths of the file relative to its folder."""
    table = dict(description.operator)
    if "trust" in table and description.source is not None:
        table["trust"] = str(Path(description.source).parent / table["trust"])
    return table
