"""The counter in the browser and the one in Python agree, character for character."""

import random
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page

from gateway.gsm7 import BASIC, EXTENSION, SAFE_REPLACEMENTS
from gateway.segments import alphabet, replace_safely, segment
from templates_app.merge import estimate
from templates_app.merge_fields import MERGE_FIELDS, estimates

pytestmark = pytest.mark.browser

JS = Path(__file__).parents[2] / "record_pages" / "static" / "record_pages" / "js"
EMOJI = "😀🎉👩🏽‍🚀🇬🇧"
TAGS = [field.tag for field in MERGE_FIELDS] + [
    "<%= firstname | there %>",
    "<%=Nobody%>",
    "<%=",
    "%>",
    "<%Name%>",
]
POOLS = [
    "abc xyz.",
    BASIC,
    BASIC + EXTENSION,
    EXTENSION,
    "привет ",
    EMOJI,
    "".join(SAFE_REPLACEMENTS),
    "ab€" + EMOJI,
]
EDGES = [
    "",
    *("a" * n for n in (160, 161, 306, 307)),
    "€" * 80,
    "€" * 81,
    "ж" * 70,
    "ж" * 71,
    "😀" * 35,
    "😀" * 36,
]
EDGES += ["a" * 152 + "€" + "a" * 152, "ж" * 66 + "😀" + "ж" * 66, "line\nbreak", "\f", "`", "ç", "Ç", "\t"]

COUNT = """async ([texts, alphabet, values]) => {
  const { makeCounter, fillIn, replaceSafely } = await import("/counter.js");
  const count = makeCounter(alphabet);
  return texts.map((text) => {
    const { label, units, single, segments, offending } = count(text);
    return [`(${label}) ${units} / ${single} [${segments}]`, offending,
            fillIn(text, values), replaceSafely(text, alphabet.replacements)];
  });
}"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """A test prints nothing."""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of a server that has nothing but the scripts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(JS)))
    Thread(target=server.serve_forever, daemon=True).start()
    page = chromium.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    yield page
    page.close()
    server.shutdown()
    server.server_close()


def generate_texts(count: int) -> list[str]:
    dice = random.Random(20240229)
    texts = list(EDGES)
    while len(texts) < count:
        pool = dice.choice(POOLS)
        pieces = dice.choices(pool, k=dice.choice([3, 35, 69, 71, 134, 135, 150, 155, 161, 306, 307, 700]))
        pieces[:0] = dice.choices([*TAGS, *BASIC], k=dice.randrange(3))
        dice.shuffle(pieces)
        texts.append("".join(pieces))
    return texts


def test_ten_thousand_texts_count_the_same_in_chromium_and_in_python(page: Page):
    texts = generate_texts(10_000)
    values = {name.lower(): "x" * length for name, length in estimates().items()}

    in_browser = page.evaluate(COUNT, [texts, alphabet(), values])

    in_python = [[str(segment(t)), segment(t).offending, estimate(t), replace_safely(t)] for t in texts]
    differing = [(t, b, p) for t, b, p in zip(texts, in_browser, in_python, strict=True) if b != p]
    assert differing == []
    assert {line[0][1:4] for line in in_python} == {"reg", "uni"}
