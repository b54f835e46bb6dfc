"""A fleet of `plugfest fleet` at the compact CSMS, and what each of the two takes."""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import sys
import tempfile
import time
import tomllib
from pathlib import Path

from servers import CompactCsms, more_files

FLEETS = Path(__file__).with_name("fleets")
PLUGFEST = str(Path(sys.executable).with_name("plugfest"))


async def run(fleet: str, seconds: float | None, results: Path, *more: str) -> int:
    """Run the fleet at a CSMS of its own that admits any station; the exit code of `plugfest fleet`."""
    with tempfile.TemporaryDirectory() as folder:
        async with CompactCsms(Path(folder) / "data", "--open") as server:
            changed = Path(folder) / "fleet.toml"
            changed.write_text(_at(server.address, fleet, seconds))
            began, before = time.perf_counter(), server.cpu()
            command = [PLUGFEST, "fleet", str(changed), "--results", str(results), *more]
            process = await asyncio.create_subprocess_exec(*command)
            code = await process.wait()
            took, used = time.perf_counter() - began, server.cpu() - before
            fleets = resource.getrusage(resource.RUSAGE_CHILDREN)
            print(f"CSMS:  {used:.0f} s of processor time in {took:.0f} s, {server.resident():.0f} MB at the end")
            print(
                f"fleet: {fleets.ru_utime + fleets.ru_stime:.0f} s of processor time, "
                f"{fleets.ru_maxrss / 1024:.0f} MB in its largest process"
            )
    return code


def _at(address: str, text: str, seconds: float | None) -> str:
    settings = tomllib.loads(text)
    text = text.replace(settings["url"], f"{address}/{{station}}")
    if seconds is not None:
        text = text.replace(f'duration = "{settings["duration"]}"', f"duration = {seconds}")
        text = text.replace(f'ramp_up = "{settings["ramp_up"]}"', f"ramp_up = {seconds / 3}")
    return text


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fleet", choices=sorted(file.stem for file in FLEETS.glob("*.toml")))
    parser.add_argument("--seconds", type=float, help="in place of the ten minutes of the file")
    parser.add_argument("--results", type=Path, default=Path("fleet-results"))
    arguments, others = parser.parse_known_args()
    more_files()
    print(f"{len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}")
    sys.exit(
        asyncio.run(
            run((FLEETS / f"{arguments.fleet}.toml").read_text(), arguments.seconds, arguments.results, *others)
        )
    )
