"""The commands of the documentation: in blocks of shell, in pipelines of CI systems, and in the midst of a sentence."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import yaml

from support.documentation import Block, blocks, name_of, pages, tokens

SEPARATORS = {"&&", "||", "|", ";", "(", ")", "&"}


def _words(line: str) -> Iterator[list[str]]:
    """Yield the words of each simple command of a line, without redirections."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    command: list[str] = []
    found = list(lexer)
    for before, word in zip(["", *found], found, strict=False):
        if word in SEPARATORS:
            yield command
            command = []
        elif ">" not in (word, before):
            command.append(word)
    yield command


def _bare(words: list[str]) -> list[str]:
    """Return a command without the variables that are set for it alone, and without the folder of its program."""
    while words and (words[0] == "export" or re.match(r"\w+=", words[0])):
        words = words[1:]
    return [words[0].rpartition("/")[2], *words[1:]] if words else []


def commands_in(text: str) -> list[list[str]]:
    """The commands of a shell script; a variable's place is taken by "1"."""
    text = re.sub(r"\$\{\{.*?\}\}|\$[A-Z][A-Z_]*", "1", text.replace("\\\n", " "))
    return [bare for line in text.splitlines() for words in _words(line) if (bare := _bare(words))]


def _scripts(data: Any) -> Iterator[str]:
    """Yield what a pipeline hands to a shell: `run` of GitHub, `script` of GitLab."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name in ("run", "script"):
                yield from [value] if isinstance(value, str) else value
            else:
                yield from _scripts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _scripts(value)


def scripts_of(block: Block) -> list[str]:
    """The shell scripts in a block of code."""
    match block.language:
        case "sh" | "":
            return [block.text]
        case "yaml":
            return list(_scripts(yaml.safe_load(block.text)))
        case "groovy":
            return re.findall(r"\bsh '([^']*)'", block.text)
    return []


def commands_of_blocks() -> dict[str, list[str]]:
    """Every command in a block of code, once: as text and in words."""
    found = [words for block in blocks() for script in scripts_of(block) for words in commands_in(script)]
    return {" ".join(words): words for words in found}


def commands_in_sentences() -> dict[str, list[str]]:
    """Every command of plugfest with arguments that is in the midst of a sentence, with the page."""
    return {
        f"{name_of(page)}: {child.content}": shlex.split(child.content)
        for page in pages()
        for token in tokens(page)
        for child in token.children or ()
        if child.type == "code_inline" and child.content.startswith("plugfest ")
    }
