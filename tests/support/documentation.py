"""The pages of the project, and what is in them: blocks of code, links, headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GENERATED = ("reference", "project")
"""Folders below docs/ whose pages the build of the site makes; git ignores them."""


@dataclass(frozen=True)
class Block:
    """A fenced block of code."""

    page: str
    """The page's path from the repository's root."""
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@cache
def pages() -> tuple[Path, ...]:
    """Every page that is written by hand, those at the root of the repository first."""
    below = [path for path in DOCS.rglob("*.md") if path.relative_to(DOCS).parts[0] not in (*GENERATED, "_build")]
    return (*sorted(ROOT.glob("*.md")), *sorted(below))


@cache
def tokens(page: Path) -> tuple[Token, ...]:
    return tuple(MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8")))


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(*names: str) -> list[Block]:
    """The blocks of code of these pages, by their paths from the root; of all pages where none is named."""
    return [
        Block(name_of(page), token.map[0] + 1, token.info.strip(), token.content)
        for page in pages()
        if not names or name_of(page) in names
        for token in tokens(page)
        if token.type == "fence" and token.map
    ]


def links(page: Path) -> Iterator[str]:
    """The targets of the links and pictures of a page."""
    for token in tokens(page):
        for child in token.children or ():
            target = child.attrs.get("href") or child.attrs.get("src")
            if target:
                yield str(target)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and the site name them."""
    heads = tokens(page)
    titles = [after.content for token, after in pairwise(heads) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
