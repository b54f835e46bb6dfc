"""The timer that removes data beyond the configured age or size."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from plugfest.csms.blocks.registry import service
from plugfest.csms.store import retention
from plugfest.csms.store.database import NotStored

if TYPE_CHECKING:
    from plugfest.csms.services import Services

log = logging.getLogger(__name__)
_PAUSE: Final = 60.0


@service
@asynccontextmanager
async def retention_service(csms: Services) -> AsyncIterator[None]:
    """Remove old rows at the start, and every minute."""
    settings = csms.settings
    if settings.keep_seconds is None and settings.keep_bytes is None:
        yield
        return
    await prune(csms)
    task = asyncio.create_task(_prune_again(csms))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def prune(csms: Services) -> None:
    """Remove expired data, and the oldest messages while the database is too large."""
    seconds, most = csms.settings.keep_seconds, csms.settings.keep_bytes
    if seconds is not None:
        moment = datetime.now(UTC) - timedelta(seconds=seconds)
        while await csms.database.write(lambda db: retention.remove_older(db, moment)) >= retention.BATCH:
            pass
    if most is None:
        return
    while await csms.database.read(retention.size) > most:
        if not await csms.database.write(retention.remove_oldest):
            return


async def _prune_again(csms: Services) -> None:
    while True:
        await asyncio.sleep(_PAUSE)
        try:
            await prune(csms)
        except NotStored as error:
            log.error("old messages cannot be removed: %s", error)
