"""Harbour's API: UUIDs, OAuth, a rate limit; some orders at once, some as jobs, one with a callback."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from aiohttp import web
from ocpp.exceptions import OCPPError
from ocpp.v201 import call
from orders import JOBS
from world import Charger, Job, World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
ROUTES = web.RouteTableDef()
WORLD: web.AppKey[World] = web.AppKey("world", World)
SECRET: web.AppKey[str] = web.AppKey("secret", str)
TOKENS: web.AppKey[set[str]] = web.AppKey("tokens", set)
BUCKET: web.AppKey[list[float]] = web.AppKey("bucket", list)
BACKGROUND: web.AppKey[set[Any]] = web.AppKey("background", set)
BURST, PER_SECOND = 25.0, 25.0


def application(world: World, secret: str) -> web.Application:
    app = web.Application(middlewares=[_limited, _let_in])
    app[WORLD], app[SECRET], app[TOKENS], app[BUCKET], app[BACKGROUND] = world, secret, set(), [BURST, 0.0], set()
    app.add_routes(ROUTES)
    return app


@web.middleware
async def _limited(request: web.Request, handler: Handler) -> web.StreamResponse:
    bucket, now = request.app[BUCKET], time.monotonic()
    bucket[0] = min(BURST, bucket[0] + (now - bucket[1]) * PER_SECOND)
    bucket[1] = now
    if bucket[0] < 1:
        return web.Response(status=429, text="slow down", headers={"Retry-After": "1"})
    bucket[0] -= 1
    return await handler(request)


@web.middleware
async def _let_in(request: web.Request, handler: Handler) -> web.StreamResponse:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if request.path != "/oauth/token" and (scheme != "Bearer" or token not in request.app[TOKENS]):
        return web.json_response({"message": "please log in"}, status=401)
    return await handler(request)


@ROUTES.post("/oauth/token")
async def token(request: web.Request) -> web.Response:
    form = await request.post()
    sent = aiohttp.BasicAuth.decode(request.headers.get("Authorization", "Basic Og=="))
    if form.get("grant_type") != "client_credentials" or (sent.login, sent.password) != (
        "plugfest",
        request.app[SECRET],
    ):
        return web.json_response({"error": "invalid_client"}, status=401)
    made = secrets.token_hex(8)
    request.app[TOKENS].add(made)
    return web.json_response({"access_token": made, "token_type": "Bearer", "expires_in": 600})


@ROUTES.get("/api/v2/chargers")
async def find(request: web.Request) -> web.Response:
    ref = request.query.get("ref")
    chargers = request.app[WORLD].chargers.values()
    return web.json_response({"items": [{"uuid": c.uuid, "ref": c.ref} for c in chargers if ref in (None, c.ref)]})


@ROUTES.get("/api/v2/chargers/{uuid}/config")
async def config(request: web.Request) -> web.Response:
    known = _charger(request).config.items()
    rows = [{"c": key[0], "v": key[1], **({"i": key[2]} if key[2] else {}), "value": value} for key, value in known]
    return web.json_response({"rows": rows})


@ROUTES.patch("/api/v2/chargers/{uuid}")
async def change(request: web.Request) -> web.Response:
    charger, body = _charger(request), await request.json()
    charger.commissioned = body.get("commissioned", charger.commissioned)
    charger.retry = body.get("retry", 1)
    charger.password = body.get("password", charger.password)
    if body.get("at_once"):
        charger.cached_policy = None
    return web.Response(status=204)


@ROUTES.post("/api/v2/chargers/{uuid}/reboot")
async def reboot(request: web.Request) -> web.Response:
    """At once: the answer comes when the charger's has come. The outlet is taken, and forgotten."""
    charger, body = _charger(request), await request.json()
    if charger.online is None:
        return web.json_response({"success": False, "message": f"{charger.ref} is offline"})
    kind = {"HARD": "Immediate", "SOFT": "OnIdle"}[body["mode"]]
    try:
        answer = await charger.online.call(call.Reset(kind))
    except (OCPPError, TimeoutError) as error:
        return web.json_response({"success": False, "message": str(error)})
    return web.json_response({"success": True, "result": answer.status if answer else "error"})


@ROUTES.post("/api/v2/jobs")
async def queue(request: web.Request) -> web.Response:
    body = await request.json()
    charger = request.app[WORLD].by_uuid(body["charger"])
    if charger is None or body["type"] not in JOBS:
        return web.json_response({"success": False, "message": "no such charger or job"})
    awkward = request.app[WORLD].awkward
    if awkward.confirms != "poll" and charger.online is None:
        return web.json_response({"success": False, "message": f"no connection found for {charger.ref}"})
    job = Job(charger, body["type"], body.get("args", {}), notify=body.get("notify"))
    request.app[WORLD].jobs[job.id] = job
    charger.queue.put_nowait(job)
    if awkward.confirms == "answered":
        await job.done.wait()
        return web.json_response({"success": job.state == "finished", "message": job.message, "job": {"id": job.id}})
    return web.json_response({"success": True, "job": {"id": job.id, "state": job.state}}, status=202)


@ROUTES.get("/api/v2/jobs/{id}")
async def look(request: web.Request) -> web.Response:
    job = _job(request)
    return web.json_response({"id": job.id, "state": job.state, "message": job.message})


@ROUTES.delete("/api/v2/jobs/{id}")
async def withdraw(request: web.Request) -> web.Response:
    job = _job(request)
    if job.state != "queued":
        return web.json_response({"success": False, "message": f"the job is {job.state}"})
    job.state = "withdrawn"
    return web.json_response({"success": True})


@ROUTES.post("/api/v2/remote/start")
async def start(request: web.Request) -> web.Response:
    """Taken at once; what became of it is posted to `notify`."""
    body = await request.json()
    charger = request.app[WORLD].by_uuid(body["charger"])
    if charger is None or charger.online is None:
        return web.json_response({"accepted": False, "message": "the charger is offline"})
    task = asyncio.create_task(_start(charger, body))
    request.app[BACKGROUND].add(task)
    task.add_done_callback(request.app[BACKGROUND].discard)
    return web.json_response({"accepted": True}, status=202)


async def _start(charger: Charger, body: dict[str, Any]) -> None:
    more = {"evse_id": body["outlet"]} if "outlet" in body else {}
    try:
        sent = call.RequestStartTransaction(
            {"id_token": body["tag"], "type": "ISO14443"}, secrets.randbelow(10**9), **more
        )
        answer = await charger.online.call(sent)
        reported = {"event": "remote-start", "status": answer.status if answer else "Error"}
    except (OCPPError, TimeoutError) as error:
        reported = {"event": "remote-start", "status": "Error", "message": str(error)}
    async with aiohttp.ClientSession() as http, http.post(body["notify"], json=reported):
        pass


@ROUTES.get("/api/v2/sessions")
async def sessions(request: web.Request) -> web.Response:
    wanted = (request.query["charger"], int(request.query["outlet"]))
    every = request.app[WORLD].sessions.values()
    found = [s for s in every if s.active and (s.charger.uuid, s.outlet) == wanted]
    return web.json_response([{"id": session.id} for session in found[-1:]])


@ROUTES.post("/api/v2/sessions/{id}/stop")
async def stop(request: web.Request) -> web.Response:
    every = request.app[WORLD].sessions.values()
    session = next((s for s in every if s.id == request.match_info["id"]), None)
    if session is None or session.charger.online is None:
        return web.json_response({"success": False, "message": "no such session, or its charger is offline"})
    answer = await session.charger.online.call(call.RequestStopTransaction(session.transaction))
    return web.json_response({"success": answer is not None and answer.status == "Accepted"})


def _charger(request: web.Request) -> Charger:
    charger = request.app[WORLD].by_uuid(request.match_info["uuid"])
    if charger is None:
        raise web.HTTPNotFound(text='{"message": "no such charger"}', content_type="application/json")
    return charger


def _job(request: web.Request) -> Job:
    job = request.app[WORLD].jobs.get(request.match_info["id"])
    if job is None:
        raise web.HTTPNotFound(text='{"message": "no such job"}', content_type="application/json")
    return job
