"""The pages that stand at the root of the repository, with links that lead to the pages of the site."""

import re
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PAGES = {"CONTRIBUTING": "contributing", "CHANGELOG": "changelog", "SECURITY": "reporting-vulnerabilities"}


def _link(target: str) -> str:
    """Return where a link of the repository's root leads to on the site."""
    name = target.removesuffix(".md")
    if name in _PAGES:
        return f"{_PAGES[name]}.md"
    return f"../{target.removeprefix('docs/')}" if target.startswith("docs/") else target


def pages() -> Mapping[str, str]:
    """Return the pages under their names on the site."""
    return {
        f"project/{name}.md": re.sub(
            r"\]\(([^)\s]+)\)",
            lambda link: f"]({_link(link[1])})",
            (ROOT / f"{file}.md").read_text(encoding="utf-8"),
        )
        for file, name in _PAGES.items()
    }
