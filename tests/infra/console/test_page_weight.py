"""Bytes that a page sends: itself, its style sheet and its scripts, compressed; pictures are not counted."""

import re
from functools import cache

from tests.infra.console.browser import Browser
from tests.infra.console.shown import OWN_PAGES, PAGES
from tests.infra.console.signing_in import signed_in

MAX_BYTES = 60_000
FILES = re.compile(r'(?:href|src)="(/assets/[^"]+\.(?:css|mjs))"')
IMPORTS = re.compile(r"""from ['"]\./([^'"]+)['"]""")


def test_a_page_sends_sixty_kilobytes_at_most_beside_its_pictures(browser: Browser) -> None:
    @cache
    def file_bytes(path: str) -> int:
        answer = browser.get(path)
        imported = {f"{path.rpartition('/')[0]}/{name}" for name in IMPORTS.findall(answer.text)}
        return answer.num_bytes_downloaded + sum(map(file_bytes, imported))

    def page_bytes(path: str) -> int:
        answer = browser.get(path)
        return answer.num_bytes_downloaded + sum(map(file_bytes, set(FILES.findall(answer.text))))

    signed_in(browser)
    weights = {path: page_bytes(path) for path in (*PAGES, *OWN_PAGES)}

    assert {path: weight for path, weight in weights.items() if weight > MAX_BYTES} == {}
    assert min(weights.values()) > 10_000


def test_a_browser_without_gzip_and_one_that_has_the_page_are_answered_alike(browser: Browser) -> None:
    plain, packed = browser.get("/aide", accept_encoding="identity"), browser.get("/aide")

    again = browser.get("/aide", if_none_match=packed.headers["etag"])

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.num_bytes_downloaded < len(plain.content) / 2
    assert plain.text == packed.text
    assert "accept-encoding" in packed.headers["vary"].lower()
    assert again.status_code == 304


def test_a_browser_that_refuses_gzip_is_sent_none(browser: Browser) -> None:
    assert "content-encoding" not in browser.get("/aide", accept_encoding="gzip;q=0, br").headers
