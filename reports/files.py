"""The files of a run's reports: replaced atomically, and removed before the next run."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

_WRITTEN = (
    *("results.md", "report.html", "summary.md", "junit.xml", "readiness.json"),
    *("allure/*-result.json", "allure/*-attachment.txt", "allure/*.properties", "allure/categories.json"),
    *("allure/executor.json", "badges/*.svg"),
)


def replace(path: Path, content: str | bytes) -> None:
    """Write the file atomically, so that a reader never sees half a report. Raises OSError."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    new.write_bytes(_encoded(content))
    new.replace(path)


def write_folder(folder: Path, files: Iterable[tuple[str, str | bytes]]) -> list[Path]:
    """Write files into a folder, and return their paths. Raises OSError.

    An empty or absent folder appears with all of them at once, which is also faster: its hundreds of files need no
    other name before. In a folder with other files, or one that is a link or mounted, each is replaced atomically.
    """
    with suppress(OSError):
        folder.rmdir()
    if folder.is_dir():
        return [_replaced(folder / name, content) for name, content in files]
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as beside:
        new = Path(beside) / folder.name
        new.mkdir()
        names = [_written(f"{new}{os.sep}", name, content) for name, content in files]
        try:
            new.replace(folder)
        except OSError:  # another process has made the folder meanwhile
            for name in names:
                (new / name).replace(folder / name)
    return [folder / name for name in names]


def _replaced(path: Path, content: str | bytes) -> Path:
    replace(path, content)
    return path


def _written(start: str, name: str, content: str | bytes) -> str:
    with open(start + name, "wb") as file:  # noqa: PTH123  a third of the time of a Path
        file.write(_encoded(content))
    return name


def _encoded(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8", "replace")


def remove_reports(directory: Path) -> None:
    """Remove the reports of an earlier run, so that they are not taken for those of a later one."""
    for pattern in _WRITTEN:
        for path in directory.glob(pattern):
            path.unlink()
