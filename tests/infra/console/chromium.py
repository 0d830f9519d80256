"""A real browser, by its own protocol (DevTools): Debian's Chromium, without a window."""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final

import httpx
from websockets.sync.client import ClientConnection, connect

CHROMIUM: Final = shutil.which("chromium")
PATIENCE: Final = 30
OPTIONS: Final = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run")


@dataclass
class Tab:
    """`violations` are what the browser refused or complained of, in its own words."""

    socket: ClientConnection
    violations: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self.socket.recv(timeout=PATIENCE))
            if told.get("id") == number:
                assert "error" not in told, told
                found: dict[str, Any] = told["result"]
                return found
            self._note(told)

    def _note(self, told: dict[str, Any]) -> None:
        match told:
            case {"method": "Log.entryAdded", "params": {"entry": {"level": "error" | "warning", "text": text}}}:
                self.violations.append(text)
            case {"method": "Runtime.exceptionThrown", "params": {"exceptionDetails": details}}:
                self.violations.append(json.dumps(details))

    def run(self, script: str) -> Any:
        """The value of an expression of the page."""
        found = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def go(self, url: str, until: str) -> None:
        self.call("Page.navigate", url=url)
        self.wait(until)

    def wait(self, until: str) -> None:
        """Until an expression of the page holds."""
        ends = time.monotonic() + PATIENCE
        while not self.run(until):
            assert time.monotonic() < ends, (until, self.violations)
            time.sleep(0.05)


@contextmanager
def chromium(profile: Path) -> Iterator[Tab]:
    assert CHROMIUM
    arguments = [CHROMIUM, *OPTIONS, "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stderr
            port = next(
                found[1] for line in process.stderr if (found := re.search(r"ws://127\.0\.0\.1:(\d+)/", line))
            )
            [page, *_] = [
                each for each in httpx.get(f"http://127.0.0.1:{port}/json").json() if each["type"] == "page"
            ]
            with connect(page["webSocketDebuggerUrl"], max_size=None) as socket:
                tab = Tab(socket)
                for domain in ("Page", "Runtime", "Log", "Network"):
                    tab.call(f"{domain}.enable")
                yield tab
        finally:
            process.terminate()
