"""The HTTP server for files. The secret address is the only credential.

- `GET /firmware/NAME` downloads an image; stations trust its signature, not this address.
- `PUT /images/TICKET` uploads an image that the operator has announced.
- `PUT` or `POST /logs/TICKET` uploads a requested log, once; a file name appended by the
  station is ignored. `GET /logs/TICKET` downloads it.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from aiohttp import ClientError, web

from plugfest.csms.files import folders
from plugfest.csms.files.receive import ReceivedFile, TooLarge, TooSlow, received
from plugfest.csms.files.signing import NotSigned, ensure_signature
from plugfest.csms.net.listen_socket import LimitedListenSocket
from plugfest.csms.store import file_service, firmware, logs

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from plugfest.csms.settings import Settings
    from plugfest.csms.store.database import Database

log = logging.getLogger(__name__)
_PLAIN = {"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff"}


class FileService:
    """The server of the file service."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._runner: web.AppRunner | None = None
        self._listen_socket: LimitedListenSocket | None = None
        self._receiving: set[str] = set()
        """Tickets with an upload in progress: one upload per ticket, so that a ticket has at most one file on disk."""

    async def start(self) -> str:
        """Start listening; return the address, without a slash at its end. The folders must exist."""
        await self._sweep()
        app = web.Application(middlewares=[self._note_request])
        app.router.add_get("/firmware/{name}", self._fetch_image)
        app.router.add_put("/images/{ticket}", self._receive_image)
        app.router.add_get("/logs/{ticket}", self._fetch_log)
        for path in ("/logs/{ticket}", "/logs/{ticket}/{filename:.*}"):
            app.router.add_put(path, self._receive_log)
            app.router.add_post(path, self._receive_log)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        settings = self._settings
        self._listen_socket = LimitedListenSocket(
            settings.host, settings.file_port, settings.half_open_limit, settings.handshake_timeout
        )
        await web.SockSite(self._runner, self._listen_socket).start()
        address = f"http://{self._settings.public_host}:{self._runner.addresses[0][1]}"
        await self._database.write(lambda db: file_service.put_address(db, address))
        return address

    async def stop(self) -> None:
        """Stop listening; uploads in progress are aborted and leave no file."""
        if self._runner is not None:
            await self._runner.cleanup()

    @web.middleware
    async def _note_request(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        assert self._listen_socket is not None
        self._listen_socket.request_received(_peer(request))
        return await handler(request)

    def _let_finish(self, request: web.Request) -> None:
        """Stop limiting the connection of a peer that knows the address of a file."""
        assert self._listen_socket is not None
        self._listen_socket.authenticated(_peer(request))

    async def _fetch_image(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        image = await self._database.read(lambda db: firmware.find(db, name))
        if image is None or image["size"] is None:
            return _text_response(404, "there is no such firmware here")
        return web.FileResponse(folders.images(self._settings) / image["ticket"], headers=_PLAIN)

    async def _fetch_log(self, request: web.Request) -> web.StreamResponse:
        ticket = request.match_info["ticket"]
        if not await self._database.read(lambda db: logs.kept(db, ticket)):
            return _text_response(404, "there is no such log here")
        return web.FileResponse(folders.logs(self._settings) / ticket, headers=_PLAIN)

    async def _receive_image(self, request: web.Request) -> web.StreamResponse:
        ticket = request.match_info["ticket"]
        image = await self._database.read(lambda db: firmware.awaited(db, ticket))
        if image is None:
            return _text_response(404, "no image is awaited at this address: announce it to the operator API first")

        async def take(received_file: ReceivedFile) -> web.Response:
            try:
                proof = (
                    {}
                    if image["unsigned"]
                    else await asyncio.to_thread(
                        ensure_signature, received_file.digest, image["certificate"], image["signature"]
                    )
                )
            except NotSigned as reason:
                return _text_response(422, f"the image is not kept: {reason}")
            place = folders.images(self._settings) / ticket
            await asyncio.to_thread(received_file.keep, place)
            reported = {"size": received_file.size, "checksum": received_file.checksum, **proof}
            if not await self._database.write(lambda db: firmware.receive(db, ticket, **reported)):
                return _text_response(409, "another image has been sent to this address meanwhile")
            await self._sweep()
            return _json({"size": received_file.size, "checksum": received_file.checksum}, 201)

        return await self._receive(request, folders.images(self._settings), take)

    async def _receive_log(self, request: web.Request) -> web.StreamResponse:
        ticket = request.match_info["ticket"]
        if not await self._database.read(lambda db: logs.awaited(db, ticket)):
            return _text_response(404, "no log is awaited at this address")

        async def take(received_file: ReceivedFile) -> web.Response:
            place = folders.logs(self._settings) / ticket
            await asyncio.to_thread(received_file.keep, place)
            digest = received_file.digest.hex()
            if not await self._database.write(lambda db: logs.receive(db, ticket, received_file.size, digest)):
                await asyncio.to_thread(place.unlink)
                return _text_response(404, "the station of this log was removed")
            await self._sweep()
            return _json({"size": received_file.size}, 201)

        return await self._receive(request, folders.logs(self._settings), take)

    async def _receive(self, request: web.Request, folder: Path, take: Any) -> web.Response:
        ticket, limit = request.match_info["ticket"], self._settings.file_limit
        if (request.content_length or 0) > limit:
            return _text_response(413, f"a file has {limit} bytes at most")
        if ticket in self._receiving:
            return _text_response(409, "a file is being sent to this address already")
        self._receiving.add(ticket)
        self._let_finish(request)
        try:
            async with received(request.content, folder, limit=limit, patience=self._settings.file_patience) as file:
                answer: web.Response = await take(file)
                return answer
        except TooLarge:
            return _text_response(413, f"a file has {limit} bytes at most")
        except TooSlow:
            return _text_response(408, "no data came in time")
        except FileExistsError:
            return _text_response(409, "a file has been sent to this address before")
        except (ConnectionError, ClientError, web.RequestPayloadError) as error:
            log.info("an upload was interrupted: %s", error)
            return _text_response(400, "the upload was interrupted")
        finally:
            self._receiving.discard(ticket)

    async def _sweep(self) -> None:
        known = await self._database.read(lambda db: (firmware.tickets(db), logs.tickets(db)))
        for folder, names in zip((folders.images, folders.logs), known, strict=True):
            await asyncio.to_thread(folders.keep_only, folder(self._settings), names)


def _peer(request: web.Request) -> Any:
    return request.transport.get_extra_info("peername") if request.transport is not None else None


def _json(value: Any, status: int) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), status=status, content_type="application/json")


def _text_response(status: int, text: str) -> web.Response:
    # The rest of a refused upload is not read: the answer closes the connection.
    response = _json({"error": text}, status)
    response.force_close()
    return response
