"""Pieces of Markdown."""

from collections.abc import Iterable, Sequence


def code(text: str) -> str:
    """Return `text` as inline code."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def block(text: str, language: str = "text") -> str:
    """Return `text` as a block of code."""
    return f"```{language}\n{text.rstrip()}\n```"


def cell(text: str) -> str:
    """Return `text` so that a cell of a table can hold it."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def page(title: str, *parts: str) -> str:
    """Return a page of these paragraphs; empty ones are left out."""
    return "\n\n".join([f"# {title}", *(part for part in parts if part)]) + "\n"
