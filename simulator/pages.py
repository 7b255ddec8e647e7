"""The phones page: what arrived on each number, and answers typed on it."""

from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web

from simulator.calls import phone_of
from simulator.history import SHOWN_PER_PHONE, Phone, Reply, Text, timestamp
from simulator.network import NETWORK

WEB = Path(__file__).parent / "web"
ASSETS = {
    "simulator.css": "text/css",
    "simulator.js": "text/javascript",
    "simulator.svg": "image/svg+xml",
}
PHONES_LISTED = 50
TEXTS_PER_LISTED_PHONE = 12
SAFETY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

routes = web.RouteTableDef()


@routes.get("/")
@routes.get("/phone/{number}")
async def page(request: web.Request) -> web.Response:
    """One page for both: its script reads the address."""
    return web.Response(text=_file("simulator.html"), content_type="text/html", headers=SAFETY)


@routes.get("/assets/{name}")
async def asset(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in ASSETS:
        raise web.HTTPNotFound
    return web.Response(text=_file(name), content_type=ASSETS[name], headers=SAFETY)


@routes.get("/phones")
async def phones(request: web.Request) -> web.Response:
    history = request.app[NETWORK].history
    found = history.newest_phones(PHONES_LISTED, search=phone_of(request.query.get("search", "")))
    return web.json_response({"phones": [_phone(phone, TEXTS_PER_LISTED_PHONE) for phone in found]})


@routes.get("/phones/{number}")
async def phone(request: web.Request) -> web.Response:
    number = phone_of(request.match_info["number"])
    if not number:
        raise web.HTTPNotFound
    found = request.app[NETWORK].history.phone(number)
    return web.json_response({"phones": [_phone(found, SHOWN_PER_PHONE)]})


@routes.get("/livez")
async def livez(request: web.Request) -> web.Response:
    return web.Response(text="ok")


@cache
def _file(name: str) -> str:
    return (WEB / name).read_text()


def _phone(phone: Phone, texts: int) -> dict[str, Any]:
    return {"number": f"+{phone.number}", "texts": [_bubble(text) for text in phone.texts[-texts:]]}


def _bubble(text: Text) -> dict[str, Any]:
    return {
        "id": text.id,
        "typed": isinstance(text, Reply),
        "with": text.to if isinstance(text, Reply) else text.sender,
        "text": text.text,
        "status": text.status,
        "at": timestamp(text.at),
    }
