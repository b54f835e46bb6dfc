"""The wheel and the source distribution: what is in them, and what they say of themselves."""

import re
import tarfile
import tomllib
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest
from package.conftest import ROOT, tool

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PACKAGED = {
    str(path.relative_to(ROOT / "src"))
    for part in (ROOT / "src" / "plugfest").iterdir()
    for path in (part.rglob("*") if part.is_dir() else [part])
    if path.is_file() and "__pycache__" not in path.parts
}
"""Every file of the packages, under its name when installed."""


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    """Return the metadata of the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode())


def test_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        licence = next(archive.read(name) for name in names if name.endswith("/licenses/LICENSE"))
    assert {name for name in names if ".dist-info/" not in name} == PACKAGED
    assert {"plugfest/py.typed", "plugfest/scenarios/suites/ocpp201_csms/catalogue.csv"} <= names
    assert licence == (ROOT / "LICENSE").read_bytes()


def test_source_distribution_holds_the_packages_without_links_and_without_tests(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        members = archive.getmembers()
    assert all(member.isfile() or member.isdir() for member in members), "no links"
    names = {member.name.partition("/")[2] for member in members if member.isfile()}
    assert {name.removeprefix("src/") for name in names if name.startswith("src/plugfest/")} == PACKAGED
    others = {name for name in names if not name.startswith(("src/plugfest/", "src/plugfest.egg-info/"))}
    assert others == {"CHANGELOG.md", "LICENSE", "MANIFEST.in", "PKG-INFO", "README.md", "pyproject.toml", "setup.cfg"}


def test_index_would_take_the_distributions(distributions: Path) -> None:
    files = [path for path in distributions.iterdir() if path.suffix in (".whl", ".gz")]
    done = tool("twine", "check", "--strict", *files)
    assert (done.returncode, done.stdout.count("PASSED")) == (0, 2), done.stdout


def test_metadata_has_licence_links_and_versions_of_python(metadata: Message) -> None:
    assert metadata["License-Expression"] == "Apache-2.0"
    links = {link.partition(",")[0] for link in metadata.get_all("Project-URL", [])}
    assert links == {"Homepage", "Documentation", "Source", "Issues", "Changelog"}
    versions = re.findall(r"Python :: (3\.\d+)", "\n".join(metadata.get_all("Classifier", [])))
    assert versions == ["3.11", "3.12", "3.13", "3.14"]
    assert metadata["Requires-Python"] == ">=3.11"


def test_no_dependency_has_an_upper_bound() -> None:
    extras = PROJECT["optional-dependencies"].values()
    declared = [*PROJECT["dependencies"], *(requirement for extra in extras for requirement in extra)]
    assert [requirement for requirement in declared if re.search(r"<|==|~=|!=", requirement)] == []
