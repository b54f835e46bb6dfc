"""Requests of the pages to the console."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from aiohttp import web

from plugfest.reports import write_all, write_reports
from plugfest.reports.comparison.compare import compare
from plugfest.reports.comparison.write import page as comparison_page
from plugfest.reports.record import RecordError, read_record
from plugfest.scenarios.console import requests
from plugfest.scenarios.console.case_lines import add_note, case_line, case_lines
from plugfest.scenarios.console.console import CannotStartError, Console
from plugfest.scenarios.console.issue_text import issue_text
from plugfest.scenarios.console.known import append, entries
from plugfest.scenarios.console.person import UNDO_SECONDS, Card
from plugfest.scenarios.console.runs import AGAIN
from plugfest.scenarios.console.summary import summary
from plugfest.scenarios.engine.results_folder import RECORD
from plugfest.scenarios.operators.desk import Answer
from plugfest.scenarios.operators.protocol import OrderOutcome

T = TypeVar("T", bound=msgspec.Struct)
MORE_SECONDS: Final = 60.0
LARGEST_BODY: Final = 200 * 1024 * 1024
"""Size of a record that is dropped onto the page."""
FILES: Final = {
    "report.html": "text/html",
    "results.md": "text/plain",
    "summary.md": "text/plain",
    "run.jsonl": "application/jsonl",
    "junit.xml": "application/xml",
    "readiness.json": "application/json",
}
DOWNLOADED: Final = frozenset({"run.jsonl", "junit.xml", "readiness.json"})
CANNOT: Final = "the person at the console says: the CSMS cannot do it"
REPORT_POLICY: Final = "frame-ancestors 'none'; connect-src 'none'; form-action 'none'; base-uri 'none'"
"""A report also has its own policy; both apply."""


class Api:
    """The handlers; each answers JSON, and errors as one line of text."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._opened: Path = console.results / "opened"

    def routes(self) -> list[web.RouteDef]:
        """Return the routes below `/api` and `/results`."""
        return [
            web.post("/api/check", self._check),
            web.post("/api/run", self._run),
            web.post("/api/control", self._control),
            web.post("/api/cards/{number:[0-9]+}", self._card),
            web.get("/api/cards/{number:[0-9]+}/{name}", self._card_file),
            web.post("/api/allow", self._allow),
            web.get("/api/cases/{case}", self._case),
            web.get("/api/cases/{case}/{what:issue|frames}", self._case_text),
            web.post("/api/cases/{case}/note", self._note),
            web.post("/api/cases/{case}/known", self._known),
            web.get("/api/summary", self._summary),
            web.post("/api/record", self._record),
            web.get("/comparison/{run:[0-9a-f-]{36}}", self._comparison),
            web.get("/results/{name}", self._result),
        ]

    async def _check(self, request: web.Request) -> web.Response:
        self._console.checks.try_again()
        return web.json_response({})

    async def _run(self, request: web.Request) -> web.Response:
        try:
            self._console.start(await _asked(request, requests.StartRun))
        except CannotStartError as error:
            raise web.HTTPConflict(text=str(error)) from error
        return web.json_response({})

    async def _control(self, request: web.Request) -> web.Response:
        asked, console = await _asked(request, requests.ControlRun), self._console
        context = console.context_of(asked.case) if asked.case is not None else None
        match asked.action:
            case "pause":
                console.control.pause()
            case "resume":
                console.control.resume()
            case "stop":
                console.stop()
            case "more time" if context is not None:
                context.waits.allow_more_time(MORE_SECONDS)
            case "break" if context is not None:
                context.trace.note("the connection was broken from the console")
                context.station.cut()
            case _:
                raise web.HTTPNotFound(text=f"{asked.case} is not under way.")
        console.board.touch("run", "lanes")
        return web.json_response({})

    async def _card(self, request: web.Request) -> web.Response:
        asked, card, desk = await _asked(request, requests.AnswerCard), self._open_card(request), self._desk
        case = card.task.order.case if card.task.order is not None else ""
        match asked.answer:
            case "done":
                desk.answer(card, Answer(OrderOutcome.DONE))
            case "refused":
                words = asked.words or "the CSMS refused it"
                desk.answer(card, Answer(OrderOutcome.REFUSED, words), UNDO_SECONDS)
            case "cannot" | "cannot all":
                how = "all" if asked.answer == "cannot all" else "this"
                desk.answer(card, Answer(OrderOutcome.REFUSED, CANNOT, cannot=how), UNDO_SECONDS)
            case "later" | "again" if case:
                self._console.control.play_again(case, at_once=asked.answer == "again")
                why = "played again" if asked.answer == "again" else "put off until the others are over"
                desk.answer(card, Answer(OrderOutcome.REFUSED, f"{why}, as the person at the console asked"))
            case "undo":
                desk.undo(card)
            case "more time":
                desk.more_time(card, MORE_SECONDS)
                if (context := self._console.context_of(case)) is not None:
                    context.waits.allow_more_time(MORE_SECONDS)
            case _:
                raise web.HTTPConflict(text="This card belongs to no case.")
        return web.json_response({})

    async def _card_file(self, request: web.Request) -> web.Response:
        values = dict(self._open_card(request).values())
        name = request.match_info["name"]
        if name not in values:
            raise web.HTTPNotFound(text=f"This order has no value {name}.")
        return _download(values[name], f"{name}.pem", "application/x-pem-file")

    async def _allow(self, request: web.Request) -> web.Response:
        asked = await _asked(request, requests.Allow)
        self._console.person.cannot.pop(asked.what, None)
        self._console.board.touch("cards")
        return web.json_response({})

    async def _case(self, request: web.Request) -> web.Response:
        case, console = self._case_id(request), self._console
        again = await asyncio.to_thread(case_lines, console.results / AGAIN / RECORD, case)
        own = await asyncio.to_thread(case_line, console.results / RECORD, case)
        if own is None or own["verdict"] == "NOT_RUN":
            last = console.runs.last_of_each().get(case)
            own = dict(last) if last is not None else own
        before = console.runs.before(case)
        return web.json_response({"record": own, "again": again, "before": before})

    async def _case_text(self, request: web.Request) -> web.Response:
        case, console = self._case_id(request), self._console
        record = await asyncio.to_thread(case_line, console.results / RECORD, case)
        latest = console.runs.latest
        if record is None or latest is None:
            raise web.HTTPNotFound(text=f"The last run has no record of {case} (yet).")
        if request.match_info["what"] == "issue":
            return web.Response(text=issue_text(record, dict(latest.header)))
        return _download(json.dumps(record, ensure_ascii=False, indent=1), f"{case}.json", "application/json")

    async def _note(self, request: web.Request) -> web.Response:
        asked, case, console = await _asked(request, requests.Note), self._case_id(request), self._console
        written = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        note = {"text": asked.text, "by": console.person.name or "console", "written": written}
        if console.going_on:
            console.control.note(case, note)
            console.board.touch("run")
            return web.json_response({})
        path = console.results / RECORD
        if not await asyncio.to_thread(add_note, path, case, note):
            raise web.HTTPNotFound(text=f"The last run has no record of {case}.")
        await asyncio.to_thread(write_all, path, console.results)
        await console.read_runs()
        return web.json_response({})

    async def _known(self, request: web.Request) -> web.Response:
        asked, case, console = await _asked(request, requests.Known), self._case_id(request), self._console
        record = await asyncio.to_thread(case_line, console.results / RECORD, case)
        toml = entries(record, asked) if record is not None else ""
        if not toml:
            raise web.HTTPConflict(text=f"{case} did not fail in the last run: there is nothing to excuse.")
        if console.file is None:
            return web.json_response({"toml": toml, "file": None})
        problem = append(console.file, toml)
        if problem is not None:
            raise web.HTTPConflict(text=f"The entry does not go into {console.file}: {problem}")
        console.checks.read()
        return web.json_response({"toml": toml, "file": str(console.file)})

    async def _summary(self, request: web.Request) -> web.Response:
        return web.json_response(await asyncio.to_thread(summary, self._console.runs))

    async def _record(self, request: web.Request) -> web.Response:
        """Write the report of a record dropped onto the page and show it; the record is not used otherwise."""
        content = await request.read()
        path = self._opened / RECORD
        self._opened.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        try:
            record = await asyncio.to_thread(read_record, path)
            await asyncio.to_thread(write_reports, record, self._opened)
        except RecordError as error:
            raise web.HTTPUnprocessableEntity(text=str(error).replace(str(path), "The file")) from error
        return web.json_response({"report": "/results/report.html?of=opened"})

    async def _comparison(self, request: web.Request) -> web.Response:
        """Return the comparison of an earlier run with the last one."""
        records = self._console.runs.records
        earlier = next((each for each in records[1:] if each.header["run"] == request.match_info["run"]), None)
        if earlier is None:
            raise web.HTTPNotFound(text="There is no such run in the folder for results.")
        text = await asyncio.to_thread(lambda: comparison_page(compare([earlier, records[0]])))
        return web.Response(text=text, content_type="text/html", headers={"Content-Security-Policy": REPORT_POLICY})

    async def _result(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        folder = self._opened if request.query.get("of") == "opened" else self._console.results
        path = folder / name
        if name not in FILES or not path.is_file():
            raise web.HTTPNotFound(text=f"There is no {name} (yet).")
        headers = {"Content-Security-Policy": REPORT_POLICY}
        if name in DOWNLOADED:
            headers["Content-Disposition"] = f'attachment; filename="{name}"'
        body = await asyncio.to_thread(path.read_bytes)
        return web.Response(body=body, headers=headers, content_type=FILES[name], charset="utf-8")

    @property
    def _desk(self) -> Any:
        return self._console.person.desk

    def _open_card(self, request: web.Request) -> Card:
        card = self._console.person.desk.find(int(request.match_info["number"]))
        if card is None:
            raise web.HTTPGone(text="This card is closed already.")
        return card

    def _case_id(self, request: web.Request) -> str:
        case = request.match_info["case"]
        if case not in self._console.suite.cases:
            raise web.HTTPNotFound(text=f"There is no case {case[:40]}.")
        return case


async def _asked(request: web.Request, shape: type[T]) -> T:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="JSON is wanted.")
    try:
        return msgspec.json.decode(await request.read(), type=shape)
    except msgspec.MsgspecError as error:
        raise web.HTTPUnprocessableEntity(text=str(error)) from error


def _download(text: str, name: str, kind: str) -> web.Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(text=text, headers=headers, content_type=kind)
