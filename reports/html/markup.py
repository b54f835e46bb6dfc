"""Jinja2, set up so that nothing a CSMS sent can become markup, and as small as it can be."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from plugfest.reports.visible import visible


def text(value: object) -> Markup:
    """Return `value` for the inside of an element: quotes stay, which saves a third of a page full of JSON.

    Characters that cannot be seen or turn the reading direction around are spelled out.
    """
    escaped = visible(str(value)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Markup(escaped)  # noqa: S704  escaped here


def attribute(value: object) -> str:
    """Return `value` for an attribute in double quotes."""
    return str(text(value)).replace('"', "&#34;")


@cache
def environment() -> Environment:
    """Return the templates of the HTML reports."""
    made = Environment(
        loader=PackageLoader("plugfest.reports.html", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["t"] = text
    return made


def asset(name: str) -> Markup:
    """Return a style sheet or a script of ours, to be put into the page."""
    return Markup((files("plugfest.reports.html") / name).read_text("utf-8").strip())  # noqa: S704  a file of ours


def policy(style: Markup, script: Markup | None = None) -> str:
    """Return a Content-Security-Policy that lets in this style sheet and this script, and loads nothing at all."""
    scripts = f"script-src '{_digest(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; {scripts}img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(content: Markup) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")
