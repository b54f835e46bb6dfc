"""Replace files atomically."""

from __future__ import annotations

import os
from pathlib import Path


def replace(path: Path, content: str | bytes) -> None:
    """Write the file atomically, so that a reader never sees half a report. Raises OSError."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    new.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
    new.replace(path)
