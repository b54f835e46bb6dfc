"""The limits that can be changed at the start, as `NAME=NUMBER`: those settings that bound what a peer can do."""

import argparse
from typing import Final

from plugfest.csms.settings import DEFAULTS

NAMES: Final = (
    "frame_limit",
    "nesting_limit",
    "call_queue_limit",
    "order_queue_limit",
    "body_limit",
    "body_patience",
    "file_limit",
    "file_patience",
    "handshake_timeout",
    "half_open_limit",
    "guess_hold",
    "responder_timeout",
    "close_timeout",
    "ping_interval",
    "ping_timeout",
)


def limit(text: str) -> tuple[str, float]:
    """Return the setting and the value of an argument. Raises argparse.ArgumentTypeError."""
    name, _, number = text.partition("=")
    if name not in NAMES:
        raise argparse.ArgumentTypeError(f"no limit {name!r}; there are {', '.join(NAMES)}")
    kind = type(getattr(DEFAULTS, name))
    try:
        value: float = kind(number)
    except ValueError:
        value = 0
    most = _MAX.get(name, 1e12)
    if not 0 < value <= most:
        raise argparse.ArgumentTypeError(f"{name} must be a positive {_kinds[kind]} up to {most:g}, was {number!r}")
    return name, value


def described() -> str:
    """Return the limits with their defaults."""
    return ", ".join(f"{name} {getattr(DEFAULTS, name)}" for name in NAMES)


_MAX: Final = {"nesting_limit": 200}
_kinds: Final = {int: "whole number", float: "number"}
