"""Names and docstrings keep to the words of the project: see CONTRIBUTING.md."""

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PARTS = ("csms", "simulator", "scenarios", "reports", "web")
RETIRED = frozenset(
    {
        *("bite", "bites", "bitten", "unbitten", "doorway", "house", "houses", "knock", "knocks", "sitting", "teller"),
        *("nobody", "told", "wish", "wishes", "shaken", "terse", "formation"),
    }
)
"""Names of earlier versions that needed a glossary; today's are standard terms."""
RIDDLES = re.compile(
    r"\b(nobody|whoever|told|bites?|bitten|knocks?|good manners|good order|lets? go of|comes? of|stands? for"
    r"|lets? in|let in|hears of|going on is|is no trouble)\b",
    re.IGNORECASE,
)
"""Words that hide who does what in a docstring or comment; "refuses", "reports" or "accepts" say it."""
QUESTION = re.compile(r"(What|Who|Whose|Whoever|Where|Why)\b")


def sources(pattern: str | re.Pattern[str], *folders: str) -> Iterator[tuple[Path, list[ast.AST]]]:
    """Yield the Python files below these folders in which the pattern is found, with the nodes of their syntax trees.

    Parsing every file would take seconds.
    """
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if re.search(pattern, text):
                yield path.relative_to(ROOT), list(ast.walk(ast.parse(text)))


def names(node: ast.AST) -> list[str]:
    """Return the names that a node introduces."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            return [name]
    return []


def words(name: str) -> set[str]:
    """Return the words of a name in snake_case or CamelCase, in lower case."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def test_identifiers_use_no_retired_names() -> None:
    found = [
        f"{path}: {name}"
        for path, tree in sources(f"(?i){'|'.join(RETIRED)}", *PARTS, "tests")
        for node in tree
        for name in names(node)
        if words(name) & RETIRED
    ]
    assert found == []


def test_file_names_use_no_retired_names() -> None:
    paths = [path for folder in (*PARTS, "tests") for path in (ROOT / folder).rglob("*.py")]
    assert [str(path.relative_to(ROOT)) for path in paths if words(path.stem) & RETIRED] == []


def test_headings_use_no_retired_names() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    headings = [
        f"{page.relative_to(ROOT)}: {line}"
        for page in pages
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("#") and words(line) & RETIRED
    ]
    assert headings == []


def test_docstrings_begin_with_a_verb_or_a_noun_phrase() -> None:
    found = [
        f"{path}:{node.lineno}: {node.value.value.splitlines()[0]}"
        for path, tree in sources(rf"[\"']{QUESTION.pattern}", *PARTS)
        for node in tree
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        if QUESTION.match(node.value.value)
    ]
    assert found == []


def test_docstrings_and_comments_use_no_riddles() -> None:
    found = []
    for path, tree in sources(RIDDLES, *PARTS):
        found += [
            f"{path}:{node.lineno}: {match.group()}"
            for node in tree
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
            for match in RIDDLES.finditer(node.value.value)
        ]
        with tokenize.open(ROOT / path) as file:
            comments = [token for token in tokenize.generate_tokens(file.readline) if token.type == tokenize.COMMENT]
        found += [f"{path}:{token.start[0]}: {token.string}" for token in comments if RIDDLES.search(token.string)]
    assert found == []
