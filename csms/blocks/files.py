"""The file service: it runs as long as the CSMS does, for firmware (L01) and logs (N01)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from plugfest.csms.blocks.l_firmware.repository import ensure_default_image
from plugfest.csms.blocks.registry import service
from plugfest.csms.files import folders

if TYPE_CHECKING:
    from plugfest.csms.services import Services


@service
@asynccontextmanager
async def file_service(csms: "Services") -> AsyncIterator[None]:
    """Run the file service; its address is in the ready line."""
    from plugfest.csms.files.service import FileService

    await asyncio.to_thread(folders.make, csms.settings)
    await csms.database.write(lambda db: ensure_default_image(db, folders.images(csms.settings)))
    files = FileService(csms.settings, csms.database)
    csms.service_urls["files"] = await files.start()
    try:
        yield
    finally:
        await files.stop()
