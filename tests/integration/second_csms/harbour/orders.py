"""Orders of Harbour to chargers: as jobs, one at a time per charger, or immediately."""

import asyncio
import secrets
from typing import Any

import aiohttp
from awkward import Awkward
from charge_point import HarbourChargePoint
from ocpp.exceptions import OCPPError
from ocpp.v201 import call
from world import Charger, Job


def _variable(key: str) -> dict[str, Any]:
    """`Component.Variable[instance]`"""
    component, _, rest = key.partition(".")
    name, _, instance = rest.rstrip("]").partition("[")
    return {"component": {"name": component}, "variable": {"name": name} | ({"instance": instance} if instance else {})}


def _place(args: dict[str, Any]) -> dict[str, Any]:
    if "outlet" not in args:
        return {}
    plug = {"connector_id": args["plug"]} if "plug" in args else {}
    return {"evse": {"id": args["outlet"], **plug}}


async def _read(point: HarbourChargePoint, args: dict[str, Any]) -> Any:
    answer = await point.call(call.GetVariables([_variable(key) for key in args["keys"]]))
    for result in answer.get_variable_result if answer else ():
        point.learn(result, result.get("attribute_value"))
    return answer


async def _write(point: HarbourChargePoint, args: dict[str, Any]) -> Any:
    values = {row["key"].removesuffix("[]"): row["value"] for row in args["values"]}
    data = [{"attribute_value": value, **_variable(key)} for key, value in values.items()]
    answer = await point.call(call.SetVariables(data))
    for result in answer.set_variable_result if answer else ():
        if result["attribute_status"] == "Accepted":
            key = f"{result['component']['name']}.{result['variable']['name']}"
            point.learn(result, values.get(key))
    return answer


async def _rotate_password(point: HarbourChargePoint, args: dict[str, Any]) -> Any:
    password = secrets.token_urlsafe(18)
    data = {"attribute_value": password, **_variable("SecurityCtrlr.BasicAuthPassword")}
    answer = await point.call(call.SetVariables([data]))
    if answer and answer.set_variable_result[0]["attribute_status"] == "Accepted":
        point.charger.password = password
    return answer


async def _status(point: HarbourChargePoint, args: dict[str, Any]) -> Any:
    if "transaction_id" in args and point.world.awkward.upper:
        args = {"transaction_id": args["transaction_id"].upper()}
    return await point.call(call.GetTransactionStatus(**args))


JOBS: dict[str, Any] = {
    "read": _read,
    "write": _write,
    "rotate-password": _rotate_password,
    "transaction-status": _status,
    "report": lambda point, args: point.call(call.GetBaseReport(point.next_report(ordered=True), args["base"])),
    "find": lambda point, args: point.call(
        call.GetReport(
            point.next_report(),
            component_criteria=args["criteria"],
            component_variable=[
                {
                    "component": {"name": args["component"]}
                    | ({"evse": {"id": args["outlet"]}} if "outlet" in args else {}),
                    "variable": {"name": args["variable"]},
                }
            ],
        )
    ),
    "availability": lambda point, args: point.call(
        call.ChangeAvailability("Operative" if args["on"] else "Inoperative", **_place(args))
    ),
    "forget-tags": lambda point, args: point.call(call.ClearCache()),
    "poke": lambda point, args: point.call(call.TriggerMessage(args["message"], **_place(args))),
    "log": lambda point, args: point.call(
        call.GetLog({"remote_location": "https://logs.harbour.example/up"}, args["type"], point.next_report())
    ),
}


async def work(charger: Charger, awkward: Awkward) -> None:
    """Takes the charger's jobs as they come; a job waits until the charger is there."""
    while True:
        jobs = [await charger.queue.get()]
        await asyncio.sleep(awkward.queue)
        while awkward.backwards and not charger.queue.empty():
            jobs.insert(0, charger.queue.get_nowait())
        for job in jobs:
            await charger.there.wait()
            if awkward.next_connection and charger.delayed is None:
                charger.delayed = asyncio.create_task(_in_next_connection(charger, job, awkward))
            elif job.state == "queued":
                job.state = "running"
                await run(job, awkward)


async def _in_next_connection(charger: Charger, job: Job, awkward: Awkward) -> None:
    await charger.online.over.wait()
    await charger.there.wait()
    await run(job, awkward)


async def run(job: Job, awkward: Awkward) -> None:
    await _carry_out(job, awkward)
    job.done.set()
    if job.notify is not None and awkward.confirms == "callback":
        reported = {"state": job.state, "message": job.message}
        async with aiohttp.ClientSession() as http, http.post(job.notify, json=reported):
            pass


async def _carry_out(job: Job, awkward: Awkward) -> None:
    try:
        answer = await JOBS[job.kind](job.charger.online, job.args)
        if awkward.twice:
            await JOBS[job.kind](job.charger.online, job.args)
    except (OCPPError, TimeoutError, ConnectionError, KeyError, TypeError) as error:
        job.state, job.message = "failed", f"{type(error).__name__}: {error}"
        return
    job.state = "finished"
    job.message = "" if answer else "the charger answered with an error"
