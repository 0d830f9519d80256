"""A provider that publishes what a test has it publish, over HTTP on this machine."""

import json
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, Key

AUDIENCE = "https://api.example"


def a_key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid})


@dataclass
class SmallProvider:
    """`answers` takes the place of a document; `delay` is in seconds. `asked` has the paths, in order."""

    issuer: str = ""
    published: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    delay: float = 0
    asked: list[str] = field(default_factory=list)

    def publish(self, *keys: Key) -> None:
        self.published = [dict(key.as_dict(private=False)) for key in keys]

    @property
    def times(self) -> int:
        """Counts the requests for the keys."""
        return self.asked.count("/jwks")

    def document(self, path: str) -> tuple[int, bytes]:
        self.asked.append(path)
        time.sleep(self.delay)
        documents: Mapping[str, object] = {
            "/.well-known/openid-configuration": {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks"},
            "/jwks": {"keys": self.published},
        }
        return self.answers.get(path) or (200, json.dumps(documents[path]).encode())

    def token(self, key: Key, header: Mapping[str, object] | None = None, **claims: object) -> str:
        """A good token but for what is said: an interval is from now, and what is None is left out."""
        now = time.time()
        usual = {"iss": self.issuer, "aud": AUDIENCE, "sub": "jeanne", "iat": int(now), "exp": int(now) + 60}
        said = {
            name: now + value.total_seconds() if isinstance(value, timedelta) else value
            for name, value in {**usual, **claims}.items()
            if value is not None
        }
        headed = {"alg": "ES256", "kid": key.kid, "typ": "at+jwt", **(header or {})}
        protected = {name: value for name, value in headed.items() if value is not None}
        return jwt.encode(protected, said, key, algorithms=[str(headed["alg"])], default_type=None)


class Handler(BaseHTTPRequestHandler):
    def __init__(self, provider: SmallProvider, *arguments: Any) -> None:
        self._provider = provider
        super().__init__(*arguments)

    def do_GET(self) -> None:
        status, body = self._provider.document(self.path)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Drops the log lines."""


class Listening(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that reads no further is no failure of a test."""


@contextmanager
def small_provider(tls: ssl.SSLContext | None = None) -> Iterator[SmallProvider]:
    provider = SmallProvider()
    with Listening(("127.0.0.1", 0), partial(Handler, provider)) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_port}"
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
            provider.issuer = f"https://localhost:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
