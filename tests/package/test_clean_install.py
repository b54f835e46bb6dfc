"""The wheel in an environment that has nothing but what the wheel declares."""

import subprocess
from pathlib import Path

from package.conftest import uv

IMPORT_EVERYTHING = """
import pkgutil, importlib, plugfest
names = [module.name for module in pkgutil.walk_packages(plugfest.__path__, "plugfest.")]
for name in names:
    if not name.endswith("__main__"):
        importlib.import_module(name)
print(len(names))
"""


def test_every_module_can_be_imported_with_the_declared_dependencies_alone(clean_environment: Path) -> None:
    uv("pip", "check", "--python", clean_environment / "python")
    command = [clean_environment / "python", "-W", "error", "-P", "-c", IMPORT_EVERYTHING]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 300


def test_installed_wheel_plays_a_case(clean_environment: Path, tmp_path: Path) -> None:
    command = [clean_environment / "plugfest", "run", "TC_P_02"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 passed" in done.stdout
    assert "<svg" in (tmp_path / "results" / "report.html").read_text(encoding="utf-8")
