"""HTTP control under /control: what was received, misbehaviour, crafted reports and replies."""

from collections.abc import Mapping
from dataclasses import asdict
from itertools import islice
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from simulator.calls import phone_of
from simulator.faults import ANSWER_FAULTS, ENDINGS, REPORT_FAULTS, BadFault, read_fault
from simulator.history import Sms, timestamp
from simulator.network import NETWORK, Network, Unreachable

COUNTED = ("calls", "accepted", "refused", "posts_answered", "posts_given_up", "replies")


class BadRequest(ValueError):
    """The request to the control cannot be carried out as written; says why."""


def make_control(network: Network) -> web.Application:
    control = web.Application(middlewares=[explain_refusals])
    control[NETWORK] = network
    control.add_routes(
        [
            web.get("/state", state),
            web.get("/counts", counts),
            web.get("/messages", messages),
            web.post("/misbehave", misbehave),
            web.delete("/misbehave", behave),
            web.delete("/misbehave/{id:[0-9]+}", behave),
            web.post("/reply", reply),
            web.post("/report", report),
            web.post("/reset", reset),
        ]
    )
    return control


@web.middleware
async def explain_refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except (BadFault, BadRequest) as error:
        return web.json_response({"detail": str(error)}, status=400)
    except Unreachable as error:
        return web.json_response({"detail": str(error)}, status=409)


async def state(request: web.Request) -> web.Response:
    network = request.app[NETWORK]
    options = asdict(network.options)
    del options["key"]
    return web.json_response(
        {
            "options": options,
            "misbehaving": network.faults.as_json(),
            "faults": ANSWER_FAULTS | REPORT_FAULTS,
            "endings": ENDINGS,
            "counts": _counts(network),
        }
    )


async def counts(request: web.Request) -> web.Response:
    return web.json_response(_counts(request.app[NETWORK]))


async def messages(request: web.Request) -> web.Response:
    """Newest first: `?to=`, `?reference=`, `?limit=`."""
    phone, reference = phone_of(request.query.get("to", "")), request.query.get("reference")
    limit = request.query.get("limit", "")
    found = (
        _as_json(sms)
        for sms in request.app[NETWORK].history.sends()
        if (not phone or sms.phone == phone) and reference in (None, sms.reference)
    )
    return web.json_response({"messages": list(islice(found, int(limit) if limit.isdecimal() else None))})


async def misbehave(request: web.Request) -> web.Response:
    fault = request.app[NETWORK].faults.add(read_fault(await _read(request)))
    return web.json_response(asdict(fault))


async def behave(request: web.Request) -> web.Response:
    fault_id = request.match_info.get("id")
    request.app[NETWORK].faults.clear(int(fault_id) if fault_id else None)
    return web.json_response({"misbehaving": request.app[NETWORK].faults.as_json()})


async def reply(request: web.Request) -> web.Response:
    """`{"from": number, "text": …, "to": sender}`; without `to` it answers the newest text on that phone."""
    fields = await _read(request)
    number, text = str(fields.get("from", "")), str(fields.get("text", ""))
    if not phone_of(number) or not text.strip():
        raise BadRequest("A reply needs from (the phone's number) and text.")
    sent, is_taken = await request.app[NETWORK].reply(number, text, to=str(fields.get("to") or ""))
    return web.json_response({"id": sent.id, "to": sent.to, "answered": is_taken, "status": sent.status})


async def report(request: web.Request) -> web.Response:
    """`{"id" or "reference", "status"}`; also `errorcode`, and another `callback` than the recorded one."""
    fields = {name: str(value) for name, value in (await _read(request)).items()}
    if not fields.get("status"):
        raise BadRequest("A report needs status, and the id or reference of a message.")
    network = request.app[NETWORK]
    is_answered = await network.report(
        _find(network, fields),
        fields["status"],
        msgid=fields.get("id", ""),
        error_code=fields.get("errorcode", ""),
        callback=fields.get("callback", ""),
    )
    return web.json_response({"answered": is_answered})


async def reset(request: web.Request) -> web.Response:
    request.app[NETWORK].reset()
    return web.json_response({})


async def _read(request: web.Request) -> Mapping[str, Any]:
    # A page from elsewhere cannot send this content type without asking first.
    if request.content_type != "application/json":
        raise BadRequest("Send application/json.")
    try:
        fields = await request.json()
    except ValueError as error:
        raise BadRequest("The body is not JSON.") from error
    if not isinstance(fields, dict):
        raise BadRequest("The body must be one JSON object.")
    return fields


def _find(network: Network, fields: Mapping[str, str]) -> Sms:
    """By id, else by reference: with a reference, `id` may be one that was never given out."""
    sent = [sms for sms in network.history.sends() if sms.is_accepted]
    for name in ("id", "reference"):
        wanted = fields.get(name)
        for sms in sent:
            if wanted and getattr(sms, name) == wanted:
                return sms
    raise BadRequest("No accepted message has this id or reference.")


def _counts(network: Network) -> dict[str, int]:
    return {name: network.counts[name] for name in COUNTED} | {"under_way": network.under_way}


def _as_json(sms: Sms) -> dict[str, Any]:
    return {
        "id": sms.id,
        "accepted": sms.is_accepted,
        "reference": sms.reference,
        "to": sms.to,
        "from": sms.sender,
        "text": sms.text,
        "type": sms.kind,
        "parts": sms.parts,
        "test": sms.is_test,
        "status": sms.status,
        "timestamp": timestamp(sms.at),
    }
