"""A console that runs as a process of its own, and pages opened on it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLUGFEST = str(Path(sys.executable).parent / "plugfest")


@contextmanager
def console(results: Path, file: Path | None = None) -> Iterator[str]:
    """Start `plugfest console`, and give its link; at the end it is interrupted, and must have ended well."""
    command = [PLUGFEST, "console", *([str(file)] if file else []), "--results", str(results)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found is not None
        try:
            yield found[0]
        finally:
            process.terminate()
        assert process.wait(timeout=60) == 0
