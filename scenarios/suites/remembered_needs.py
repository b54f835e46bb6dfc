"""A cache of the names that scenarios use: parsing their source takes longer than most cases."""

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

Names = dict[str, list[str]]
"""By the ids of cases."""


def remembered(package: str, sources: Iterable[Path], read: Callable[[], Names]) -> Names:
    """Return the result of `read` for these sources of a package, or the cached result for the same sources.

    Without a folder for caches, `read` is called each time.
    """
    state = _state_of(sources)
    of_this_installation = hashlib.sha256(f"{package} {__file__}".encode()).hexdigest()[:16]
    path = _folder() / f"needs-{of_this_installation}.json"
    with suppress(OSError, ValueError):
        kept = json.loads(path.read_bytes())
        if isinstance(kept, dict) and kept.get("sources") == state:
            names: Names = kept["names"]
            return names
    found = read()
    with suppress(OSError):
        _write(path, json.dumps({"sources": state, "names": found}))
    return found


def _folder() -> Path:
    """Return the user's folder for caches: below $XDG_CACHE_HOME, by default ~/.cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "plugfest"


def _state_of(sources: Iterable[Path]) -> str:
    """Return a key that changes with any of the sources and with the code that reads them."""
    digest = hashlib.sha256()
    for path in sorted((*sources, Path(__file__).with_name("needs.py"))):
        stat = path.stat()
        digest.update(f"{path} {stat.st_mtime_ns} {stat.st_size}\n".encode())
    return digest.hexdigest()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
