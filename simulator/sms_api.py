"""Mitto's side of the wire: POST /sms and /smsbulk, answered truthfully or as a fault demands."""

import asyncio
import json
import socket
import struct
from typing import Any

from aiohttp import web

from simulator.calls import RESPONSE_TEXTS, Call, UnreadableCall, read_call
from simulator.faults import Fault
from simulator.history import Sms, now, timestamp
from simulator.network import NETWORK, Network

JSON = "application/json"
INTERNAL_ERROR = json.dumps({"responseCode": 1, "responseText": RESPONSE_TEXTS[1], "textLength": 0}).encode()
NO_ID = json.dumps({"responseCode": 0, "responseText": RESPONSE_TEXTS[0]}).encode()
PAGE = b"<!doctype html><title>Welcome</title><h1>It works</h1>"
PLAIN_FAULTS = {
    "401": (401, b"", JSON),
    "429": (429, b"", JSON),
    "500": (500, b"", JSON),
    "500-mitto": (500, INTERNAL_ERROR, JSON),
    "garbage": (200, b"\x00\xff{]\x1b" * 20, JSON),
    "empty": (200, b"", JSON),
    "html": (200, PAGE, "text/html"),
    "redirect": (307, b"", JSON),
    "no-id": (200, NO_ID, JSON),
}
CLOSE_BY_RESET = struct.pack("ii", 1, 0)


async def send(request: web.Request) -> web.StreamResponse:
    network = request.app[NETWORK]
    if not network.options.knows_key(request.headers.get("X-Mitto-API-Key", "")):
        return web.Response(status=401)
    try:
        call = read_call(await request.read(), is_bulk="smsbulk" in request.path)
    except UnreadableCall as error:
        return web.Response(status=400, text=str(error))
    network.counts["calls"] += 1
    if network.options.latency:
        await asyncio.sleep(network.options.latency)
    if fault := network.faults.take_answer_fault(call.phones):
        return await _misbehave(fault, call, request)
    return await _answer(call, network)


async def _answer(call: Call, network: Network) -> web.Response:
    code, texts = await network.handle(call)
    if code:
        return _refusal(code, network)
    report = {"responseCode": 0, "responseText": RESPONSE_TEXTS[0]} | ({"test": True} if call.is_test else {})
    if call.is_bulk:
        return _json(report | {"messages": [_accepted(sms) for sms in texts]})
    return _json(_accepted(texts[0]) | report)


def _accepted(sms: Sms) -> dict[str, Any]:
    return {
        "id": sms.id,
        "timestamp": timestamp(sms.at),
        "to": sms.to,
        "textLength": 0 if sms.is_test else len(sms.text),
        "messageParts": sms.parts,
    }


def _refusal(code: int, network: Network) -> web.Response:
    text = RESPONSE_TEXTS.get(code, "Refused")
    body = {"timestamp": timestamp(now()), "responseCode": code, "responseText": text, "textLength": 0}
    return _json(body, status=400 if network.options.refuses_with_400 else 200)


def _json(body: dict[str, Any], *, status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(body).encode(), status=status, content_type=JSON, charset="utf-8")


async def _misbehave(fault: Fault, call: Call, request: web.Request) -> web.StreamResponse:
    network = request.app[NETWORK]
    await asyncio.sleep(fault.seconds)
    if fault.fault == "delay":
        return await _answer(call, network)
    if fault.accept:
        await network.handle(call)
    else:
        network.refuse(call)
    if fault.fault == "refuse":
        return _refusal(fault.code, network)
    if fault.fault in PLAIN_FAULTS:
        return _plain(fault)
    return await _break_off(fault, request)


def _plain(fault: Fault) -> web.Response:
    status, body, content_type = PLAIN_FAULTS[fault.fault]
    answer = web.Response(status=status, body=body, content_type=content_type)
    if fault.fault == "429" and fault.retry_after:
        answer.headers["Retry-After"] = fault.retry_after
    if fault.fault == "redirect":
        answer.headers["Location"] = "/sms.json"
    return answer


async def _break_off(fault: Fault, request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Type": JSON, "Content-Length": "500"})
    while fault.fault == "hang" and request.transport:  # until the caller gives up
        await asyncio.sleep(0.2)
    if fault.fault == "truncated":
        await answer.prepare(request)
        await answer.write(b'{"id": "')
    if request.transport:
        if fault.fault == "reset":
            connection = request.transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, CLOSE_BY_RESET)
        request.transport.close()
    return answer
