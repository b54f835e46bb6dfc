"""Test files mirror the source: see CONTRIBUTING.md."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = ("csms", "simulator", "scenarios", "reports")
RULE = (
    "name each test_<module>.py or test_<module>_<aspect>.py at the mirrored path, or test_<package>.py in the "
    "mirrored folder of a package; tests that need several parts are in tests/integration"
)


def is_source(folder: Path, name: str) -> bool:
    """Return whether this folder has a module, or a data file such as a preset, of this name."""
    return any((ROOT / folder / f"{name}{suffix}").is_file() for suffix in (".py", ".toml", ".csv"))


def mirrors_a_source(path: Path) -> bool:
    """Return whether a test file, relative to tests/, is named after a module or package at the mirrored path."""
    folder, words = path.parent, path.stem.removeprefix("test_").split("_")
    names = ["_".join(words[:count]) for count in range(1, len(words) + 1)]
    is_package = (ROOT / folder / "__init__.py").is_file() and folder.name in names
    return is_package or any(is_source(folder, name) for name in names)


def test_test_files_mirror_the_source() -> None:
    files = [path.relative_to(ROOT / "tests") for part in PARTS for path in (ROOT / "tests" / part).rglob("test_*.py")]
    strays = [f"tests/{path}" for path in sorted(files) if not mirrors_a_source(path)]
    assert strays == [], f"no module or package has the name of these test files: {RULE}"


@pytest.mark.parametrize(
    ("path", "mirrors"),
    [
        ("csms/store/test_database.py", True),
        ("csms/store/test_database_of_0_1_0.py", True),
        ("csms/findings/test_findings.py", True),
        ("scenarios/operators/presets/test_citrineos.py", True),
        ("csms/store/test_data.py", False),
        ("csms/test_findings.py", False),
        ("csms/nothing/test_nothing.py", False),
        ("simulator/store/test_database.py", False),
    ],
)
def test_name_of_a_test_file_begins_with_the_name_of_its_source(path: str, mirrors: bool) -> None:
    assert mirrors_a_source(Path(path)) is mirrors
