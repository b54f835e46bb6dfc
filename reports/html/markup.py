"""Jinja2, configured so that text of a CSMS cannot become markup."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache, lru_cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from plugfest.reports.visible import visible

_SPACE_BETWEEN_TAGS = re.compile(r">\n\s*<")


def text(value: object) -> Markup:
    """Return `value` for the inside of an element: quotes are not escaped, which saves a third of a page full of JSON.

    Invisible characters and direction marks are escaped.
    """
    return Markup(escaped(str(value)))  # noqa: S704  escaped here


def escaped(value: str) -> str:
    """Return what `text` does as an ordinary string, for code that joins many of them."""
    return visible(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(value: str) -> str:
    """Return `value` for an attribute in double quotes."""
    return escaped(value).replace('"', "&#34;")


escaped_name = lru_cache(1000)(escaped)
attribute_name = lru_cache(1000)(attribute)
"""The same for texts of which most recur: names of messages."""


def tight(markup: str) -> str:
    """Remove the line breaks between tags, which would be a third of the page's nodes in the browser."""
    return _SPACE_BETWEEN_TAGS.sub("><", markup)


@cache
def environment() -> Environment:
    """Return the templates of the HTML reports."""
    made = Environment(
        loader=PackageLoader("plugfest.reports.html", "."),
        autoescape=True,
        finalize=lambda value: visible(value) if type(value) is str else value,  # Markup has been made visible
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["t"] = text
    made.filters["tight"] = tight
    return made


def own_asset(name: str) -> str:
    """Return a style sheet or a script of the reports."""
    return (files("plugfest.reports.html") / name).read_text("utf-8").strip()


def joined(*assets: str) -> Markup:
    """Return assets of plugfest joined into one text, to be inserted into a page."""
    return Markup("\n".join(assets))  # noqa: S704  files of plugfest, not of a CSMS


def policy(style: Markup, script: Markup | None = None) -> str:
    """Return a Content-Security-Policy that allows this style sheet and this script, and loads nothing."""
    scripts = f"script-src '{_digest(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; {scripts}img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(content: Markup) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")
