"""A bare `websockets` server that reads JSON and writes it back: what the transport alone costs."""

import asyncio
import json
from contextlib import suppress

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed


async def handle(connection: ServerConnection) -> None:
    with suppress(ConnectionClosed):
        async for message in connection:
            await connection.send(json.dumps(json.loads(message)))


async def main() -> None:
    async with serve(handle, "127.0.0.1", 0, subprotocols=["ocpp2.0.1"]) as server:
        print(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
