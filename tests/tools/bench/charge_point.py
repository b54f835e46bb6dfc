"""The `ocpp` package's ChargePoint as its examples use it: requests and answers validated, nothing stored."""

import asyncio
from typing import Any

from ocpp.routing import on
from ocpp.v201 import ChargePoint, call_result
from ocpp.v201.enums import Action
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed


class Central(ChargePoint):
    """Answers what the measurement sends."""

    @on(Action.boot_notification)
    def on_boot(self, **_: Any) -> call_result.BootNotification:
        return call_result.BootNotification(current_time="2025-01-01T00:00:00Z", interval=300, status="Accepted")

    @on(Action.transaction_event)
    def on_transaction_event(self, **_: Any) -> call_result.TransactionEvent:
        return call_result.TransactionEvent()


async def handle(connection: ServerConnection) -> None:
    assert connection.request is not None
    try:
        await Central(connection.request.path.strip("/"), connection).start()
    except ConnectionClosed:
        return


async def main() -> None:
    async with serve(handle, "127.0.0.1", 0, subprotocols=["ocpp2.0.1"]) as server:
        print(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
