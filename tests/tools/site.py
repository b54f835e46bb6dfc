"""Look through the built site: nothing is loaded from elsewhere, and every link within it leads somewhere.

`python tests/tools/site.py FOLDER`, as `tox -e docs` does.
"""

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

HERE = "http://site"
LOADING = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "video": "src"}


class Page(HTMLParser):
    """A page's links, what it loads, and the places in it that a link can name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.places |= {values[name] for name in ("id", "name") if name in values}
        if tag == "a" and "href" in values:
            self.links.add(values["href"])
        if target := values.get(LOADING.get(tag, "")):
            self.loaded.add(target)


def address_of(file: Path, folder: Path) -> str:
    """The address of a page as a browser sees it."""
    return f"{HERE}/{file.relative_to(folder).as_posix()}".removesuffix("index.html")


def problems(folder: Path) -> Iterator[str]:
    """Everything that is wrong with the site in this folder."""
    pages = {file: Page(file.read_text(encoding="utf-8")) for file in folder.rglob("*.html")}
    by_address = {address_of(file, folder): page for file, page in pages.items()}
    for file, page in pages.items():
        name = file.relative_to(folder)
        yield from (f"{name} loads {target}" for target in page.loaded if urlsplit(target).netloc)
        for link in page.links | page.loaded:
            target = urlsplit(urljoin(address_of(file, folder), link))
            if target.netloc != urlsplit(HERE).netloc:
                continue
            inside = by_address.get(f"{HERE}{target.path}")
            if inside is None and not (folder / unquote(target.path.lstrip("/"))).is_file():
                yield f"{name} links to {link}, which is not there"
            elif inside is not None and target.fragment and unquote(target.fragment) not in inside.places:
                yield f"{name} links to {link}, a heading that is not there"
    for style in folder.rglob("*.css"):
        found = re.findall(r"(?:url\(|@import)\s*[\"']?(https?:[^\"')]+)", style.read_text(encoding="utf-8"))
        yield from (f"{style.relative_to(folder)} loads {target}" for target in found)


def main(folder: Path) -> int:
    """Print what is wrong with the site; returns the exit code."""
    found = sorted(problems(folder))
    print("\n".join(found) or f"{folder}: all links lead somewhere, and nothing is loaded from elsewhere")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
