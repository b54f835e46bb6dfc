"""Checks that the CSMS has the configured tokens, and how long a new token takes to become known."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from typing import Final

from plugfest.scenarios.preflight.findings import Finding, Level
from plugfest.scenarios.preflight.probe import Probe
from plugfest.simulator.device.messages import Call

_EXPECTED: Final[Mapping[str, tuple[str, ...]]] = {
    "valid": ("Accepted",),
    "valid2": ("Accepted",),
    "invalid": ("Invalid", "Unknown"),
    "blocked": ("Blocked", "Invalid"),
    "expired": ("Expired", "Invalid"),
}
"""Token statuses that Part 6 expects, by role (TC_C_02, C_06, C_07)."""
_PATIENCE: Final = 10.0
"""Time limit in seconds for a new token to become known."""


async def known_tokens(probe: Probe) -> AsyncIterator[Finding]:
    """Yield one finding for each token with an unexpected status, and one when a token became known late."""
    tokens = probe.access.tokens
    began = time.monotonic()
    for role, token in tokens.items():
        if role not in _EXPECTED:
            continue
        status = await _status(probe, token.payload)
        while role == "valid" and status != "Accepted" and time.monotonic() - began < _PATIENCE:
            await asyncio.sleep(0.5)
            status = await _status(probe, token.payload)
        took = time.monotonic() - began
        if status not in _EXPECTED[role]:
            text = f'the token "{role}" ({token}) is {status or "not answered"}, not {" or ".join(_EXPECTED[role])}'
            yield Finding(Level.PROBLEM, text, toml=f'[tokens]\n{role} = "..."\n')
        elif role == "valid" and took > 1:
            text = f"a token is known after {took:.1f} s: set pace.propagation to a little more"
            yield Finding(Level.NOTE, text, toml=f"[pace]\npropagation = {took + 1:.0f}\n")


async def _status(probe: Probe, token: Mapping[str, str]) -> str | None:
    info = (await probe.ask(Call("Authorize", {"idToken": dict(token)}))).get("idTokenInfo")
    return info.get("status") if isinstance(info, dict) else None
