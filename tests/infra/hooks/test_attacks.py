"""An account that aims webhooks at the inside: internal addresses, names that change, redirects, slow bodies."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from html import unescape
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_network
from ssl import create_default_context
from time import monotonic, sleep
from typing import Any
from unittest.mock import patch

import anyio
import pytest

from efe_infra.hooks.addresses import AllowedAddresses
from efe_infra.hooks.connections import HookAnswer
from efe_infra.hooks.desk import WebhookDesk
from efe_infra.hooks.office import client_of
from tests.infra.hooks.conftest import COORDINATOR, Hooked, browser_of
from tests.infra.hooks.receiver import Received, receiving

NAME = "hooks.example"
ALLOWED = AllowedAddresses((ip_network("127.0.0.1/32"),))
"""The address of the receiver. The rest of its network is the inside."""
INSIDE = "127.0.0.2"
WITHIN_S = 8.0
"""Time of two seconds, on a busy machine."""
INTERNAL_URLS = (
    "https://10.0.0.1/",
    f"https://{NAME}/",
    "https://169.254.169.254/latest/meta-data/",
    "https://192.88.99.1/",
    "https://[::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[64:ff9b::a00:1]/",
    "https://[2002:a00:1::]/",
    "https://[2001:0:a00:1::]/",
    "https://[2a02:2788::5efe:10.0.0.1]/",
    "https://[3fff::1]/",
)


def post(url: str) -> HookAnswer:
    client = partial(client_of, ALLOWED, create_default_context())
    return anyio.run(lambda: client().post(url, {}, b"{}"))


@contextmanager
def answering(*answers: Sequence[str]) -> Iterator[None]:
    """Answers lookups of one name by these addresses in turn, the last ones for ever."""
    system, left = socket.getaddrinfo, list(answers)

    def look_up(host: Any, port: Any, **options: Any) -> Any:
        if host != NAME:
            return system(host, port, **options)
        addresses = left.pop(0) if len(left) > 1 else left[0]
        return [found for each in addresses for found in system(each, port, **options)]

    with patch.object(socket, "getaddrinfo", look_up):
        yield


def test_a_webhook_to_the_inside_is_refused_when_it_is_created(hooked: Hooked) -> None:
    browser = browser_of(hooked)
    hooked.seal()

    with answering(["193.191.210.1", "10.0.0.1"]):
        pages = [browser.post("/webhooks", {"url": each, "bassin": ["liege"]}) for each in INTERNAL_URLS]
    german = browser.post("/webhooks?langue=de", {"url": INTERNAL_URLS[0], "bassin": ["liege"]})

    assert [each.status_code for each in pages] == [400] * len(INTERNAL_URLS)
    assert [each for each in pages if "ADDRESS_NOT_PUBLIC" not in each.text] == []
    assert "Cette adresse mène à un réseau interne" in unescape(pages[0].text)
    assert "führt in ein internes Netz" in german.text
    assert hooked.hook() is None


def test_an_outsider_learns_nothing_of_names_of_the_inside(hooked: Hooked) -> None:
    """Without a right to create a webhook, the answer is the same for every address."""
    with answering(["10.0.0.1"]):
        page = browser_of(hooked, "autre").post("/webhooks", {"url": f"https://{NAME}/", "bassin": ["liege"]})

    assert "ADDRESS_NOT_PUBLIC" not in page.text
    assert page.status_code == 400


def test_a_name_that_leads_inside_after_the_creation_gets_nothing(hooked: Hooked) -> None:
    settings = hooked.api.installation.settings.model_copy(update={"webhook_networks": ALLOWED.networks})
    url = f"http://{NAME}:{hooked.receiver.port}/"
    client = partial(client_of, ALLOWED, create_default_context())
    hooked.seal()

    with (
        receiving(host=INSIDE, port=hooked.receiver.port) as inside,
        answering(["127.0.0.1"], ["127.0.0.1"], [INSIDE], ["127.0.0.1", INSIDE]),
        WebhookDesk(hooked.database, settings) as desk,
    ):
        hook = desk.create(COORDINATOR, url, ["liege"], []).id
        for _ in range(3):
            assert desk.ping(COORDINATOR, hook)
            hooked.step(client=client)
            hooked.clock.pass_by(hours=5)

    assert len(hooked.receiver.kept) == 1
    assert inside.kept == []
    assert set(hooked.rows("result")) == {None, "address"}


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_no_redirect_leads_inside(code: int) -> None:
    with receiving() as receiver, receiving(host=INSIDE) as inside:

        def redirect(_request: Received, handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(code)
            handler.send_header("Location", inside.url(host=INSIDE))
            handler.send_header("Refresh", f"0; url={inside.url(host=INSIDE)}")
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        receiver.answer = redirect

        assert post(receiver.url()).code == code
        assert (len(receiver.kept), inside.kept) == (1, [])


def test_a_body_that_drips_holds_a_request_for_two_seconds() -> None:
    def drip(_request: Received, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b"1\r\na\r\n")
            handler.wfile.flush()
            sleep(0.1)

    with receiving() as receiver:
        receiver.answer = drip
        begun_s = monotonic()

        assert post(receiver.url()).code == 200
        assert monotonic() - begun_s < WITHIN_S
