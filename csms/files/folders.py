"""Folders of files: file names are random tickets, so that no text of a peer is part of a path."""

from collections.abc import Iterable
from pathlib import Path

from plugfest.csms.files.receive import PART
from plugfest.csms.settings import Settings


def images(settings: Settings) -> Path:
    """Return the folder of firmware images."""
    return settings.data / "files" / "firmware"


def logs(settings: Settings) -> Path:
    """Return the folder of logs."""
    return settings.data / "files" / "logs"


def make(settings: Settings) -> None:
    """Create the folders, and remove incomplete files of an earlier process."""
    for folder in (images(settings), logs(settings)):
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"*{PART}"):
            left.unlink()


def keep_only(folder: Path, known: Iterable[str]) -> None:
    """Remove files without an entry: those of removed stations and replaced images."""
    names = set(known)
    for file in folder.iterdir():
        if file.name not in names and file.suffix != PART:
            file.unlink(missing_ok=True)
