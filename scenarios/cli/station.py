"""Run one charging station that lives: it boots, charges and does what its CSMS orders (`docs/station.md`)."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

from rich.markup import escape

from plugfest.reports.visible_console import visible_console
from plugfest.simulator.connection.tls import ClientCertificate
from plugfest.simulator.standalone.charging_station import ChargingStation
from plugfest.simulator.standalone.control_api import ControlApi
from plugfest.simulator.standalone.misbehaviour import MISBEHAVIOURS
from plugfest.simulator.standalone.model_file import StationModel, read_model
from plugfest.simulator.standalone.script import Step, Steps, read_script, run_script
from plugfest.simulator.standalone.station_events import StationEvent
from plugfest.simulator.standalone.terminal import run_terminal
from plugfest.simulator.standalone.verbs import EXPECTED_ERRORS, explain

EXIT_DEFECTS = 1
EXIT_UNUSABLE = 2
PIPE_WIDTH = 140
PATIENCE = 10.0
"""How many seconds commands from a pipe wait for the station to be accepted."""
_STYLES = {"defect": "red", "refused": "red", "no answer": "red", "refused connection": "red", "disconnected": "yellow"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("url", metavar="URL", help="URL of the CSMS, ending with the station's identity")
    parser.add_argument("--password", help="for HTTP Basic authentication (security profiles 1 and 2)")
    parser.add_argument(
        "--profile", type=int, choices=(1, 2, 3), help="security profile; by default 1 for ws, 2 for wss"
    )
    parser.add_argument("--trust", metavar="FILE", help="PEM file of the roots that the CSMS's certificate leads to")
    parser.add_argument("--certificate", metavar="FILE", type=Path, help="PEM chain of the station (profile 3)")
    parser.add_argument("--key", metavar="FILE", type=Path, help="PEM private key of the station (profile 3)")
    parser.add_argument("--evses", type=int, help="number of EVSEs, each with one connector (default: 2)")
    parser.add_argument("--model", metavar="FILE", type=Path, help="TOML file with make, EVSEs and variables")
    parser.add_argument("--script", metavar="FILE", type=Path, help="YAML script; the station stops at its end")
    parser.add_argument(
        "--speed", type=float, default=1.0, help="speed of the station's time relative to the wall clock"
    )
    parser.add_argument(
        "--control", metavar="PORT", type=int, help="serve the verbs over HTTP on this port (0: a free one)"
    )
    parser.add_argument(
        "--control-token", metavar="TOKEN", help="the token of the control API; by default a random one"
    )
    parser.add_argument(
        "--misbehave",
        metavar="NAME",
        action="append",
        default=[],
        choices=list(MISBEHAVIOURS),
        help=f"misbehave from the start, may be repeated: {', '.join(MISBEHAVIOURS)}",
    )
    parser.add_argument(
        "--judge", action="store_true", help="print protocol violations of the CSMS; exit code 1 if there are any"
    )
    parser.add_argument("--schema", action=_PrintSchema, help="print the JSON Schema of scripts and exit")


class _PrintSchema(argparse.Action):
    """Print the schema and exit, without a URL."""

    def __init__(self, option_strings: list[str], dest: str, help: str | None = None) -> None:  # noqa: A002
        super().__init__(option_strings, dest, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print it."""
        import json

        from plugfest.simulator.standalone.script import script_schema

        print(json.dumps(script_schema(), indent=2))
        parser.exit()


def execute(arguments: argparse.Namespace) -> int:
    """Run the station until its script ends or its user stops it."""
    try:
        station = _station(arguments)
        steps = read_script(arguments.script) if arguments.script is not None else None
    except OSError as error:
        print(f"plugfest station: cannot read {error.filename}: {error.strerror}", file=sys.stderr)
        return EXIT_UNUSABLE
    except ValueError as error:
        print(f"plugfest station: {error}", file=sys.stderr)
        return EXIT_UNUSABLE
    try:
        return asyncio.run(_Session(station, arguments, steps).run())
    except KeyboardInterrupt:
        return 130


class _Session:
    """One station and its output."""

    def __init__(self, station: ChargingStation, arguments: argparse.Namespace, steps: Steps | None) -> None:
        self._station = station
        self._arguments = arguments
        self._steps = steps
        self._console = visible_console(soft_wrap=True, width=None if sys.stdout.isatty() else PIPE_WIDTH)
        self._api: ControlApi | None = None
        self._defects = 0
        self._step: Step | None = None
        station.on_event = self._show

    async def run(self) -> int:
        """Run the station, and return the exit code."""
        async with AsyncExitStack() as stack:
            if self._arguments.control is not None:
                api = ControlApi(self._station, self._arguments.control, token=self._arguments.control_token)
                try:
                    self._api = await stack.enter_async_context(api)
                except OSError as error:
                    print(
                        f"plugfest station: cannot listen on port {self._arguments.control}: {error}", file=sys.stderr
                    )
                    return EXIT_UNUSABLE
                self._console.print(f"control API: {api.url} token {api.token}", markup=False)
            await stack.enter_async_context(self._station)
            code = await self._play()
        return code or (EXIT_DEFECTS if self._defects else 0)

    async def _play(self) -> int:
        if self._steps is None:
            if not sys.stdin.isatty():
                # Piped commands need an accepted station; a person at the terminal sees when it is accepted.
                with suppress(TimeoutError):
                    await self._station.accepted(PATIENCE)
            await run_terminal(self._station, self._console)
            return 0
        await self._station.accepted()
        try:
            await run_script(self._station, self._steps, self._tell_step)
            await self._station.work_done()
        except EXPECTED_ERRORS as error:
            where = f"{self._arguments.script}, line {self._step.line}: {self._step}" if self._step else "the script"
            text = f"{where}: {explain(error)}; the steps after it were not played"
            self._console.print(escape(text), style="red")
            return EXIT_DEFECTS
        return 0

    def _tell_step(self, step: Step) -> None:
        self._step = step
        self._console.print(f"line {step.line}: {step}", style="bold", markup=False)

    def _show(self, event: StationEvent) -> None:
        self._defects += event.kind == "defect"
        self._console.print(str(event), style=_STYLES.get(event.kind), markup=False)
        if self._api is not None:
            self._api.note(event)


def _station(arguments: argparse.Namespace) -> ChargingStation:
    model = read_model(arguments.model) if arguments.model is not None else StationModel()
    if arguments.evses is not None:
        if arguments.evses < 1:
            raise ValueError("--evses must be at least 1")
        model = StationModel(**{**vars(model), "evses": (1,) * arguments.evses})
    for problem in _problems(arguments):
        raise ValueError(problem)
    station = ChargingStation(
        arguments.url,
        password=arguments.password,
        security_profile=arguments.profile,
        trust=arguments.trust,
        client=_client(arguments),
        model=model,
        speed=arguments.speed,
        judge=arguments.judge,
    )
    for name in arguments.misbehave:
        station.misbehaviour.start(name)
    return station


def _problems(arguments: argparse.Namespace) -> Iterator[str]:
    scheme = urlsplit(arguments.url).scheme
    try:
        _ = urlsplit(arguments.url).port
    except ValueError as error:
        yield f"{arguments.url}: {error}"
    if arguments.control is not None and not 0 <= arguments.control < 65536:
        yield f"--control must be a port from 0 to 65535, was {arguments.control}"
    if scheme not in ("ws", "wss"):
        yield f"{arguments.url} must begin with ws:// or wss://"
    if arguments.profile in (2, 3) and scheme != "wss":
        yield f"security profile {arguments.profile} needs a wss:// URL"
    if (arguments.certificate is None) != (arguments.key is None):
        yield "--certificate and --key are needed together"
    if arguments.profile == 3 and arguments.certificate is None:
        yield "security profile 3 needs --certificate and --key"


def _client(arguments: argparse.Namespace) -> ClientCertificate | None:
    if arguments.certificate is None:
        return None
    return ClientCertificate(str(arguments.certificate), arguments.certificate.read_text(), arguments.key.read_text())
