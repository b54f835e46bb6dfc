"""Validations of a connection: the CSMS must accept or refuse a station."""

from dataclasses import replace

from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.context.stops import Stop, unanswered
from plugfest.scenarios.language.refusals import CLOSE, CUT, HTTP, Refusal
from plugfest.scenarios.matching.comparison import compare
from plugfest.simulator.connection.attempt import Attempt, Outcome

_SUBJECT = "the connection"


class Admission:
    """The part of the CSMS that accepts or refuses stations."""

    def __init__(self, context: CaseContext) -> None:
        self._context = context

    async def accepts(
        self, attempt: Attempt, *, step: int, subprotocol: str = "ocpp2.0.1", whatever_came_before: bool = False
    ) -> None:
        """Require that the CSMS accepts the station and this subprotocol; otherwise the case stops.

        Configured credentials may be wrong: a refusal is the CSMS's fault only after it has accepted them once, except
        in a case whose only subject is this connection (`whatever_came_before`).
        """
        context = self._context
        if not attempt.accepted:
            raise self._turned_away(attempt, step, whatever_came_before)
        entry = context.last_attempt()
        judged = context.validations
        judged.fact(_SUBJECT, "must be accepted", True, entry=entry, step=step, rule="accepted")
        judged.judge(
            _SUBJECT,
            compare({"Sec-WebSocket-Protocol": subprotocol}, {"Sec-WebSocket-Protocol": attempt.subprotocol or "none"}),
            entry=entry,
            step=step,
        )

    def _turned_away(self, attempt: Attempt, step: int, whatever_came_before: bool) -> Stop:
        context = self._context
        stop, was = unanswered(attempt), _refused(attempt)
        if stop is None:
            place = context.description.credential_places.get(context.access.identity)
            where = f"; its credentials are in {place}" if place else ""
            if whatever_came_before or _says_more_than_no(attempt) or context.are_known_to_be_good(attempt.options):
                stop = Stop("connection-lost", f"{_SUBJECT} {was}{where}", csms_at_fault=True)
            else:
                text = f"{_SUBJECT} {was}, and this CSMS has let in nobody with these credentials in this run{where}"
                stop = Stop("configured-value-missing", text)
        context.validations.fact(
            _SUBJECT,
            "must be accepted",
            False if stop.csms_at_fault else None,
            was=was,
            entry=context.last_attempt(),
            step=step,
            rule="accepted",
        )
        return stop

    async def accepts_control(self, attempt: Attempt, certificate: str, root: str) -> None:
        """Continue only if the CSMS accepts a valid certificate under the root of a flawed one.

        Otherwise a refusal of the flawed one would not show that its flaw is the reason.
        """
        if not attempt.accepted:
            text = f"{certificate} {_refused(attempt)}: have the CSMS trust {root}"
            raise unanswered(attempt) or Stop("configured-value-missing", text)
        self._context.trace.note(f"{certificate} was accepted: a refusal of the next one is due to its flaw")

    async def refuses(self, attempt: Attempt, *, step: int, by: tuple[Refusal, ...] = (HTTP, CUT)) -> None:
        """Require that the CSMS refuses the station in one of these ways.

        It counts only with an accepted connection before and after it in the same play.
        """
        context = self._context
        entry = context.last_attempt()
        judged = context.validations
        says = f"must be refused by {' or '.join(map(str, by))}"
        if (stop := unanswered(attempt)) is not None:
            judged.fact(_SUBJECT, says, None, was=attempt.detail, entry=entry, step=step, rule="refused")
            raise stop
        came = await self._as_it_ended(attempt) if CLOSE in by else attempt
        means = next((each for each in by if each.takes(came)), None)
        fact = judged.fact(
            _SUBJECT, says, means is not None, was=_refused(came), entry=entry, step=step, rule="refused"
        )
        context.refusals.append(fact)
        if means is not None and means.usual:
            self._judge_status(came, means, entry, step)
        if attempt.outcome in (Outcome.ACCEPTED, Outcome.CLOSED):
            await context.disconnect()

    async def _as_it_ended(self, attempt: Attempt) -> Attempt:
        """Treat an upgrade without subprotocol that the CSMS closes at once as a refused upgrade (Part 4, 3.2)."""
        context = self._context
        if not attempt.accepted or attempt.subprotocol is not None:
            return attempt
        ended = await context.closed_by_csms(context.pace.quiet)
        if ended is None:
            return attempt
        context.trace.note("the CSMS completed the upgrade and then closed the connection")
        return replace(attempt, outcome=Outcome.CLOSED, detail=f"code {ended.code}")

    def _judge_status(self, attempt: Attempt, means: Refusal, entry: int | None, step: int) -> None:
        status = attempt.http.status if attempt.http is not None else None
        says = f"should have the status {', '.join(map(str, means.usual[:-1]))} or {means.usual[-1]}"
        self._context.validations.fact(
            "the refusal", says, status in means.usual, was=f"was {attempt.detail}", entry=entry, step=step,
            weight="advised", rule="status",
        )  # fmt: skip


def _refused(attempt: Attempt) -> str:
    if attempt.outcome is Outcome.BROKEN_UPGRADE:
        return f"was answered by {attempt.detail}"
    return "was accepted" if attempt.accepted else f"was refused by {attempt.refused_by}: {attempt.detail}"


def _says_more_than_no(attempt: Attempt) -> bool:
    """Return whether a refusal cannot be caused by the credentials: a server error or an invalid upgrade."""
    broken = attempt.outcome is Outcome.BROKEN_UPGRADE
    return broken or (attempt.http is not None and attempt.http.status >= 500)
