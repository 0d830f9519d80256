"""A browser without scripts, as far as the console is concerned: pages, forms, cookies and what a browser adds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.api.given import Api

HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
VOID = {"meta", "link", "br", "input", "hr", "img", "path", "rect"}


@dataclass
class Browser:
    """Browser without scripts. It keeps `Secure` cookies on the loopback too, as browsers do."""

    api: Api
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return self.api.http.url

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._send("GET", path, {"sec-fetch-site": "same-origin", **headers})

    def head(self, path: str) -> httpx.Response:
        return self._send("HEAD", path, {"sec-fetch-site": "none"})

    def post(self, path: str, data: Mapping[str, str | list[str]] | None = None, **headers: str) -> httpx.Response:
        """A form of a page of the console; `headers` say otherwise, an empty one is left out."""
        sent = {"sec-fetch-site": "same-origin", "origin": self.origin, **dashed(headers)}
        return self._send("POST", path, {name: each for name, each in sent.items() if each}, data=data or {})

    def upload(
        self,
        path: str,
        content: bytes,
        media: str,
        *,
        name: str = "pièce.pdf",
        field: str = "fichier",
        data: Mapping[str, str | list[str]] | None = None,
    ) -> httpx.Response:
        """A form with a file."""
        headers = {"sec-fetch-site": "same-origin", "origin": self.origin}
        return self._send("POST", path, headers, files={field: (name, content, media)}, data=data or {})

    def follow(self, response: httpx.Response) -> httpx.Response:
        while response.is_redirect:
            target = urlsplit(response.headers["location"])
            response = self.get(f"{target.path}?{target.query}" if target.query else target.path)
        return response

    def _send(self, method: str, path: str, headers: dict[str, str], **more: Any) -> httpx.Response:
        jar = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        http = self.api.http
        call = partial(http.client.request, method, path, headers={"accept": HTML, **jar, **dashed(headers)}, **more)
        response: httpx.Response = http.portal.call(call)
        http.client.cookies.clear()
        for line in response.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return response


def dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


class Outline(HTMLParser):
    """Elements of a page; parsing checks that each is closed in its place."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.scripts: set[str] = set()
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    @property
    def levels(self) -> list[int]:
        return [int(tag[1]) for tag in self.tags if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.attributes |= given.keys()
        self.links += [value for name in ("href", "src", "action") if (value := given.get(name))]
        self.ids += [value for value in [given.get("id")] if value]
        if tag == "script":
            self.scripts.add(given.get("type") or "")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        self.text += data
