"""Pages of the site that are made from the program itself at each build; nothing of them is committed."""

from collections.abc import Callable, Mapping
from pathlib import Path

from generate import catalogue, commands, configuration, project, python_api, record

Pages = Mapping[str, str]
GENERATORS: tuple[Callable[[], Pages], ...] = (
    commands.pages,
    configuration.pages,
    record.pages,
    python_api.pages,
    catalogue.pages,
    project.pages,
)
FOLDERS = ("reference", "project")
"""The folders below docs/ that hold generated pages and nothing else; git ignores them."""


def write(docs: Path) -> None:
    """Write all generated pages below `docs`, and remove those of earlier builds. Pages that are as before stay."""
    pages = {docs / name: text for generator in GENERATORS for name, text in generator().items()}
    for folder in FOLDERS:
        for old in (docs / folder).rglob("*.md"):
            if old not in pages:
                old.unlink()
    for path, text in pages.items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
