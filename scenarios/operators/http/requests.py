"""Sends a configured request: performs look-ups, renders templates, sends it and checks the answer."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from plugfest.scenarios.config.http_api.table import HttpTable, LookUp, Request
from plugfest.scenarios.config.http_api.templates import TemplateError, render, render_url, texts
from plugfest.scenarios.config.http_api.used_names import used_names
from plugfest.scenarios.operators.http.answers import Answer, BrokenError, judge
from plugfest.scenarios.operators.http.client import Client, Sending


class Requests:
    """Sends requests of one configuration, and caches look-ups."""

    def __init__(self, table: HttpTable, client: Client) -> None:
        self._table = table
        self._client = client
        self._kept: dict[tuple[str, str], Any] = {}
        """Look-ups that are valid for a station or the run, by name and scope."""

    async def send(self, request: Request, scope: dict[str, Any]) -> Answer:
        """Return the answer of a successful request; raises RefusedError or BrokenError."""
        answer = await self.exchange(request, scope)
        judge(request, answer)
        return answer

    async def exchange(self, request: Request, scope: dict[str, Any]) -> Answer:
        """Return the answer without checking it; raises BrokenError. Look-ups add their values to `scope`."""
        await self._look_up(used_names(request), scope)
        return await self._client.send(self._filled(request, scope))

    async def _look_up(self, wanted: frozenset[str], scope: dict[str, Any]) -> None:
        for name in wanted & self._table.lookups.keys():
            if name not in scope:
                scope[name] = await self._find(name, self._table.lookups[name], scope)

    async def _find(self, name: str, lookup: LookUp, scope: dict[str, Any]) -> Any:
        station = scope["station"]["identity"] if lookup.keep == "station" else ""
        if lookup.keep != "order" and (name, station) in self._kept:
            return self._kept[name, station]
        until = time.monotonic() + lookup.within
        while True:
            answer = await self.send(lookup, scope)
            values = answer.find(lookup.value)
            if values:
                break
            if time.monotonic() >= until:
                raise BrokenError(f"operator.lookups.{name} found nothing at {lookup.value}: {answer}")
            await asyncio.sleep(min(0.25, lookup.within))
        if lookup.keep != "order":
            self._kept[name, station] = values[0]
        return values[0]

    def _filled(self, request: Request, scope: Mapping[str, Any]) -> Sending:
        maps = self._table.maps
        try:
            body = request.json if request.graphql is None else {"query": "{graphql}", "variables": request.variables}
            return Sending(
                method=request.method,
                url=_joined(self._table.base_url, render_url(request.url, scope, maps)),
                query=texts(request.query, scope, maps),
                headers=texts(request.headers, scope, maps),
                json=render(body, {**scope, "graphql": request.graphql}, maps) if body is not None else None,
                form=texts(request.form, scope, maps) if request.form is not None else None,
                multipart=texts(request.multipart, scope, maps) if request.multipart is not None else None,
                timeout=request.timeout,
            )
        except TemplateError as error:
            raise BrokenError(f"{request.method} {request.url} cannot be sent: {error}") from error


def _joined(base: str, url: str) -> str:
    return url if url.startswith(("http://", "https://")) else urljoin(base.rstrip("/") + "/", url.lstrip("/"))
