"""Folders of files: every file name is a random ticket, so that no text of a peer becomes part of a path."""

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
    """Make the folders, and remove what an earlier process had not received to its end."""
    for folder in (images(settings), logs(settings)):
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"*{PART}"):
            left.unlink()


def keep_only(folder: Path, known: Iterable[str]) -> None:
    """Remove the files that nothing stands for any more: of stations that were removed, of images replaced."""
    names = set(known)
    for file in folder.iterdir():
        if file.name not in names and file.suffix != PART:
            file.unlink(missing_ok=True)
