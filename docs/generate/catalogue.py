"""The catalogue: a page for each block and each case, from the suite itself."""

import inspect
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

from generate.markdown import block, cell, code, page, table
from plugfest.reports.labels import BLOCK_NAMES, PROFILES, paragraphs
from plugfest.scenarios.intents import INTENTS
from plugfest.scenarios.suites.catalogue import Case
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.scenarios.suites.registry import Scenario


def pages() -> Mapping[str, str]:
    """Return the list of blocks, a page for each block, and one for each case."""
    return dict([_index(), *(_block(letter) for letter in SUITE.blocks), *_cases()])


def _index() -> tuple[str, str]:
    official = sum(case.official for case in SUITE.cases.values())
    intro = (
        f"The {official} cases of {SUITE.edition}, errata {SUITE.errata}, by functional block. Each case has a page "
        "that says what happens in it, what it needs from your configuration and your operator, and how it is played."
    )
    tree = "\n".join(f"{letter} {BLOCK_NAMES[letter]} <block-{letter}>" for letter in SUITE.blocks)
    return "reference/catalogue.md", page("Catalogue of cases", intro, block(tree, "{toctree}\n:titlesonly:\n"))


def _block(letter: str) -> tuple[str, str]:
    rows = [
        [f"[{case.id}]({case.id}.md)", cell(case.title), _profiles(case)]
        for case in SUITE.cases.values()
        if case.block == letter
    ]
    play = f"Play them all: {code(f'plugfest run {letter}')}"
    title = f"{letter}: {BLOCK_NAMES[letter]}"
    return f"reference/block-{letter}.md", page(title, play, table(["case", "title", "profiles"], rows))


def _cases() -> Iterator[tuple[str, str]]:
    for case in SUITE.cases.values():
        scenario = SUITE.scenarios[case.id]
        facts = "\n".join(f":{name}: {value}" for name, value in _facts(case, scenario))
        text = page(
            case.id,
            f"**{cell(case.title)}**",
            "\n\n".join(paragraphs(scenario.about).split("\n")).replace("<", "&lt;"),
            facts,
            f"## Play it\n\n{block(_commands(case), 'sh')}",
            f"## How it is played\n\nFrom {code(_file(scenario))}:\n\n{block(_source(scenario), 'python')}",
            f"[All cases of block {case.block}](block-{case.block}.md)",
        )
        # Not in the side bar: 252 entries there would make every page of the site slow to load.
        yield f"reference/{case.id}.md", f"---\norphan: true\n---\n\n{text}"


def _facts(case: Case, scenario: Scenario) -> Iterator[list[str]]:
    yield ["Block", f"[{case.block} {BLOCK_NAMES[case.block]}](block-{case.block}.md)"]
    yield ["Profiles", _profiles(case) or "none"]
    if case.feature:
        yield ["Condition", f"the feature {code(case.feature)} is claimed"]
    yield ["Use cases", " ".join(case.use_cases) or "–"]
    yield ["Requirements", " ".join(case.requirements) or "–"]
    yield ["Begins in", ", ".join(beginning.state for beginning in scenario.options.begins) or "Booted"]
    orders = [f"{code(name)} (the CSMS sends {INTENTS[name].action}Request)" for name in scenario.orders]
    yield ["Orders to the operator", ", ".join(orders) or "none"]
    yield ["Configured values", ", ".join(map(code, scenario.configured)) or "none"]
    if case.changed:
        yield ["Changed by this edition", cell(case.changed)]
    if not case.official:
        yield ["Official", "no: beyond the cases of Part 6, played only when it is named"]


def _profiles(case: Case) -> str:
    names = {str(name): title for name, title in PROFILES.items()}
    demands = {"M": "mandatory", "C": "conditional"}
    return ", ".join(f"{names.get(name, name)} ({demands[demand]})" for name, demand in case.profiles.items())


def _commands(case: Case) -> str:
    name = case.id.removesuffix("_CSMS")
    return f"plugfest run --csms my-csms.toml {name}\nplugfest show {name}"


def _file(scenario: Scenario) -> str:
    """Return the file of a scenario, as it is called in the repository."""
    path = Path(inspect.getsourcefile(scenario.play) or "")
    return "scenarios/" + path.as_posix().rpartition("/scenarios/")[2]


def _source(scenario: Scenario) -> str:
    return textwrap.dedent(inspect.getsource(scenario.play))
