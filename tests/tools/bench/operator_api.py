"""Schemathesis against the operator API of a compact CSMS: any station, then one that is there."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from servers import CompactCsms

STATION = "S1"


async def run(seconds: int, more: list[str]) -> int:
    """The number of runs in which something was found."""
    found = 0
    config = Path(__file__).with_name("schemathesis.toml").read_text()
    with tempfile.TemporaryDirectory() as folder:
        async with CompactCsms(Path(folder)) as server:
            await server.provision([STATION])
            for number, parameter in enumerate(("", f'"path.station" = "{STATION}"\n')):
                settings = Path(folder) / f"{number}.toml"
                settings.write_text(config.replace("[parameters]\n", f"[parameters]\n{parameter}"))
                command = ("-m", "schemathesis.cli", "--config-file", str(settings), "run")
                options = ("--checks", "all", "--max-time", str(seconds), "--continue-on-failure")
                login = ("-H", f"Authorization: Bearer {server.token}")
                process = await asyncio.create_subprocess_exec(
                    sys.executable, *command, f"{server.operator}/openapi.json", *login, *options, *more
                )
                found += await process.wait() != 0
            if server.process.poll() is not None:
                print("the CSMS has ended")
                found += 1
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=240, help="of each of the two runs")
    arguments, rest = parser.parse_known_args()
    sys.exit(asyncio.run(run(arguments.seconds, rest)))
