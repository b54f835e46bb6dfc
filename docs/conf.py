"""The documentation site: `tox -e docs` builds it, strictly, without a network."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS))

import generate  # noqa: E402 - found by the line above

generate.write(DOCS)

project = "plugfest"
author = "the plugfest authors"
project_copyright = "the plugfest authors, Apache-2.0"
version = release = version_of("plugfest")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_copybutton"]
exclude_patterns = ["generate", "_static", "_build"]
myst_enable_extensions = ["deflist", "fieldlist"]
myst_heading_anchors = 3

default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = "plugfest"
html_copy_source = False
html_show_sourcelink = False
html_static_path = ["_static"]
html_css_files = ["plugfest.css"]
