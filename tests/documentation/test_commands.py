"""Every command of the documentation is understood; those that are quick are run, the others have a reason."""

import configparser
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.compact_csms import running_csms
from support.documentation import ROOT, blocks, pages
from support.shell import commands_in_sentences, commands_of_blocks, scripts_of

from plugfest.csms.command_line import parse
from plugfest.scenarios.cli.main import COMMANDS, main, parser

IN_BLOCKS = commands_of_blocks()
OF_PLUGFEST = {text: words[1:] for text, words in IN_BLOCKS.items() if words[0] == "plugfest"}
PASSWORD = "sixteen-or-longer"

NOT_RUN = {
    r"run( --csms my-csms.toml)?( --strict| --workers 4| --keep-going)*": "a whole run; one case is run here",
    r"run --csms my-csms.toml --shard 1/[14].*": "a whole run; two shards of one case are run here",
    r"run .*citrineos.*|check citrineos.*": "needs CitrineOS",
    r"selfcheck.*": "plays a case a hundred times; tests/scenarios/selfcheck runs it for one case",
    r"console.*": "serves until Ctrl-C; tests/scenarios/console and tests/browser open it",
    r"csms.*": "runs until it is stopped; test_csms_page.py starts one for the other examples",
    r"station.*": "lives until it is stopped; tests/integration/cli/test_station.py runs the examples of its page",
    r"fleet.*": "a minute of load; tests/integration/cli/test_fleet.py runs a smaller one",
}
"""Commands of plugfest that are not run here, by a pattern of their words, and why."""


OTHER_PROGRAMS = {"python3", "pytest", "curl", "sed", "cat", "id=$", "TOKEN=$", ".", "docker", "test", "true", "dask"}
"""Programs of others, and what a shell does itself; test_csms_page.py runs the lines with curl."""


def reason_not_to_run(words: list[str]) -> str | None:
    return next((reason for pattern, reason in NOT_RUN.items() if re.fullmatch(pattern, " ".join(words))), None)


def expanded(word: str) -> list[str]:
    """Return the files that a word with "*" stands for, as a shell does."""
    return sorted(map(str, Path().glob(word))) if "*" in word else [word]


def understood(words: list[str]) -> None:
    """Raise SystemExit where the command line of plugfest does not take these words."""
    try:
        parse(words[1:]) if words[0] == "csms" else parser(words[0]).parse_args(words)
    except SystemExit as end:
        if end.code:  # 0 of an option that prints something, such as --schema
            raise


@pytest.mark.parametrize("text", OF_PLUGFEST)
def test_commands_in_blocks_are_understood(text: str) -> None:
    understood(OF_PLUGFEST[text])


@pytest.mark.parametrize("text", commands_in_sentences())
def test_commands_in_sentences_are_understood(text: str) -> None:
    words = [word for word in commands_in_sentences()[text][1:] if word != "NAME=NUMBER"]
    assert words[0] in (*COMMANDS, "--version")
    if len(words) > 1 and words[-1] not in ("--help", "--limit"):
        understood(words)


@pytest.mark.parametrize("text", [text for text, words in IN_BLOCKS.items() if words[0] != "plugfest"])
def test_other_commands_name_what_is_there(text: str) -> None:
    words = IN_BLOCKS[text]
    match words:
        case ["tox", *rest]:
            environments = configparser.ConfigParser(interpolation=None)
            environments.read(ROOT / "tox.ini")
            assert f"testenv:{rest[rest.index('-e') + 1]}" in environments
        case ["pip", *_]:
            # The name is not published: see docs/install.md, the one page to change when it is.
            assert "plugfest" not in words
        case ["python", script, *_]:
            assert (ROOT / script).exists()
        case ["pytest", "--pyargs", package, *_]:
            assert package == "plugfest.scenarios"
        case _:
            assert words[0] in OTHER_PROGRAMS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of somebody who has followed the README: a CSMS, its file, and runs of two cases."""
    made = tmp_path_factory.mktemp("followed")
    readme = next(block.text for block in blocks("README.md") if block.language == "toml")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made)
        patch.setenv("PLUGFEST_PASSWORD", PASSWORD)
        with running_csms(
            "--station", f"CS001:{PASSWORD}", "--token", "04A1B2C3D4E5F6", "--base-path", "/ocpp"
        ) as csms:
            (made / "my-csms.toml").write_text(readme.replace("ws://localhost:9000/ocpp/{station}", csms["ws"]))
            for shard in ("1", "2"):
                words = ["run", "--csms", "my-csms.toml", "B_01", "B_22", "--shard", f"{shard}/2"]
                assert main([*words, "--results", f"shard-{shard}"]) in (0, 1)
            assert main(["run", "--csms", "my-csms.toml", "B_01", "B_21", "B_22"]) == 1
            for name in ("main", "run", "before", "after", "one", "other", "third", "earlier", "later"):
                shutil.copy("results/run.jsonl", f"{name}.jsonl")
            yield made


RUN = [text for text, words in OF_PLUGFEST.items() if reason_not_to_run(words) is None]


@pytest.mark.parametrize("text", RUN)
@pytest.mark.process
def test_quick_commands_are_run(
    text: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    words = [word for pattern in OF_PLUGFEST[text] for word in expanded(pattern)]
    if words[0] == "init":
        words = ["init", "--yes", str(tmp_path / "new.toml")]
    assert main(words) in (0, 1), capsys.readouterr()
    assert capsys.readouterr().out


def test_reasons_are_for_commands_that_are_there() -> None:
    everything = [" ".join(words) for words in OF_PLUGFEST.values()]
    everything += [" ".join(words[1:]) for words in commands_in_sentences().values()]
    assert [pattern for pattern in NOT_RUN if not any(re.fullmatch(pattern, text) for text in everything)] == []


def test_the_two_commands_of_the_readme_are_as_ci_runs_them() -> None:
    scripts = [script.strip() for block in blocks("README.md") for script in scripts_of(block)]
    environment = "python3 -m venv .venv && .venv/bin/pip install -q "
    assert environment + ". && .venv/bin/plugfest run" in scripts
    assert environment + "tox && .venv/bin/tox -q -e gate" in scripts


def test_no_page_installs_plugfest_by_its_name() -> None:
    named = re.compile(r"pip install (-\S+ )*plugfest\b")
    assert [page.name for page in pages() if named.search(page.read_text(encoding="utf-8"))] == []


@pytest.mark.process
def test_python_example_of_the_record_page_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (example,) = (block.text for block in blocks("docs/record.md") if block.language == "python")
    names: dict[str, object] = {}
    exec(compile(example, "docs/record.md", "exec"), names)
    assert names["failed"] == []
