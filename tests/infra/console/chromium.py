"""A real browser: Debian's Chromium without a window, driven by Playwright.

Its headless shell has the same engine, and takes a third of the processor time of the whole browser.
"""

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

CHROMIUM: Final = shutil.which("chromium-headless-shell") or shutil.which("chromium")
PATIENCE: Final = 30
OPTIONS: Final = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"),
    "--js-flags=--no-turbofan",  # optimising a script costs more than a page that lives for a second gains
)
NARROW, WIDE = 390, 1280
"""Pixels: a phone, and an office screen."""


@dataclass
class Tab:
    """`violations` are what the browser refused or complained of, in its own words; `hosts` what it asked of others.

    Expressions are evaluated through the debugger, which the policy of a page does not bind; they are polled from
    here, for what Playwright would poll within the page is refused by it.
    """

    page: Page
    origin: str
    violations: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE * 1000)
        self.page.on("console", self._told)
        self.page.on("pageerror", lambda error: self.violations.append(str(error)))
        self.page.on("request", self._asked)

    def _told(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.violations.append(message.text)

    def _asked(self, request: Request) -> None:
        found = urlsplit(request.url)
        if found.scheme in {"http", "https", "ws", "wss"} and not request.url.startswith(self.origin):
            self.hosts.add(found.netloc)

    def run(self, script: str) -> Any:
        """The value of an expression of the page."""
        return self.page.evaluate(script)

    def go(self, path: str, until: str = "true") -> None:
        self.page.goto(path if path.startswith("about:") else f"{self.origin}{path}")
        self.wait(until)

    def wait(self, until: str) -> None:
        """Until an expression of the page holds."""
        ends = time.monotonic() + PATIENCE
        while not self.run(until):
            assert time.monotonic() < ends, (until, self.violations)
            self.page.wait_for_timeout(50)

    def take(self, cookies: Mapping[str, str]) -> None:
        """Sets the cookies of this host alone, which Playwright's own method refuses."""
        debugger = self.page.context.new_cdp_session(self.page)
        for name, value in cookies.items():
            debugger.send(
                "Network.setCookie",
                {"name": name, "value": value, "url": self.origin, "httpOnly": True, "secure": True},
            )
        debugger.detach()


@contextmanager
def chromium() -> Iterator[Browser]:
    assert CHROMIUM
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@contextmanager
def tab(
    browser: Browser,
    origin: str,
    *,
    scripts: bool = True,
    width: int = WIDE,
    scheme: Literal["light", "dark"] = "light",
) -> Iterator[Tab]:
    """Opens a tab with a fresh profile."""
    context = browser.new_context(
        java_script_enabled=scripts,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="fr-BE",
    )
    yield Tab(context.new_page(), origin)
    context.close()
