"""Several pytest processes share one pool of stations: no station is used by two of them at a time."""

import os
import subprocess
import sys
from pathlib import Path

CASES = ("TC_B_20", "TC_B_21", "TC_C_02", "TC_C_06", "TC_E_03", "TC_F_11", "TC_G_03", "TC_P_02")


def pytest_run(folder: Path, environment: dict[str, str], file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "pytest", "--pyargs", "plugfest.scenarios", "--csms", str(file), *words]
    command += ["-p", "no:cacheprovider", "-q", "--rootdir", str(folder)]
    everything = {**os.environ, **environment}
    return subprocess.run(command, cwd=folder, env=everything, capture_output=True, text=True, check=False)


def with_stations(file: Path, folder: Path, count: int) -> Path:
    """Harbour's file with only so many ordinary stations."""
    head, *stations = file.read_text().split("[[stations]]")
    last, rest = stations[-1].split("[tokens]")
    roles = [each for each in (*stations[:-1], last) if "role" in each]
    few = [each for each in (*stations[:-1], last) if "role" not in each][:count]
    short = folder / "short.toml"
    short.write_text(head + "".join(f"[[stations]]{each}" for each in (*few, *roles)) + "[tokens]" + rest)
    return short


def test_two_pytest_processes_share_two_stations(
    harbour: dict[str, str], description_file: Path, tmp_path: Path
) -> None:
    file = with_stations(description_file, tmp_path, 2)
    ran = pytest_run(tmp_path, harbour, file, "-n", "2", "-k", " or ".join(CASES))
    assert ran.returncode == 0, ran.stdout
    assert f"{len(CASES)} passed" in ran.stdout


def test_more_processes_than_stations_exit_with_2(
    harbour: dict[str, str], description_file: Path, tmp_path: Path
) -> None:
    file = with_stations(description_file, tmp_path, 2)
    ran = pytest_run(tmp_path, harbour, file, "-n", "4")
    assert ran.returncode == 2, ran.stdout
    said = ran.stdout + ran.stderr
    assert "has 2 station(s) of the role ordinary for security profile 1, fewer than the 4 processes" in said
    assert "use -n 2" in said
