"""Every link between pages leads somewhere, and the site's navigation has every page once."""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.documentation import DOCS, GENERATED, ROOT, anchors, blocks, links, name_of, pages

IN_THE_SITE = {("docs", folder) for folder in GENERATED}


@pytest.fixture(scope="module")
def generated() -> Iterator[set[str]]:
    """The pages that a build makes, below docs/; they are made here, but not written."""
    sys.path.insert(0, str(DOCS))
    import generate

    yield {name for generator in generate.GENERATORS for name in generator()}
    sys.path.remove(str(DOCS))


def navigation() -> list[str]:
    """The pages that tables of contents name, as paths below docs/."""
    named = []
    for block in blocks():
        if block.language == "{toctree}":
            folder = (ROOT / block.page).parent
            for line in filter(None, block.text.splitlines()):
                found = sorted(folder.glob(f"{line}.md")) if "*" in line else [folder / f"{line}.md"]
                named += [path.relative_to(DOCS).as_posix() for path in found if not line.startswith(":")]
    return named


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_links_lead_to_files_and_headings(page: Path) -> None:
    broken = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if link.startswith(("https://", "mailto:")) or target.relative_to(ROOT).parts[:2] in IN_THE_SITE:
            continue
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_links_to_generated_pages_lead_to_pages(generated: set[str]) -> None:
    targets = [(page.parent / link.partition("#")[0]).resolve() for page in pages() for link in links(page)]
    below = [target.relative_to(DOCS).as_posix() for target in targets if target.is_relative_to(DOCS)]
    assert [name for name in below if name.startswith(GENERATED) and name not in generated] == []


def test_every_page_is_in_the_navigation_once(generated: set[str]) -> None:
    written = {page.relative_to(DOCS).as_posix() for page in pages() if page.is_relative_to(DOCS)}
    hidden = {name for name in generated if "/TC_" in name or "/block-" in name or "/plugfest." in name}
    expected = (written | generated) - hidden - {"index.md"}
    counted = Counter(navigation())
    assert {name for name, times in counted.items() if times > 1} == set()
    assert set(counted) == expected
