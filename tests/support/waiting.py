"""Waiting for something that another task or process brings about."""

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], bool], within: float = 20) -> None:
    """Wait until the condition holds. Raises TimeoutError."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110  what is waited for has no event to wait on
            await asyncio.sleep(0.02)
