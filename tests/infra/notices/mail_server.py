"""A real SMTP server on a loopback port, with faults that a test chooses."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailBox:
    """Handler of the server: keeps what it accepts.

    `refused` are the answers to recipients, `senders` the next answers to the sender; `data` is the answer to a
    content. `lost` are recipients at which the connection ends. `hangs` and `drops` fail after the content: with
    silence, or by closing the connection once the mail is kept. `at_data` runs before a content is kept. `attempts`
    are the recipients of each attempt; `connections` are those that a content arrived over.
    """

    refused: dict[str, str] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    senders: list[str] = field(default_factory=list)
    data: str = "250 OK"
    hangs: bool = False
    drops: bool = False
    kept: list[tuple[str, bytes]] = field(default_factory=list)
    at_data: Callable[[], object] = lambda: None
    attempts: list[str] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)

    async def handle_MAIL(  # noqa: N802 - the name that the library calls
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.senders:
            return self.senders.pop(0)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.attempts.append(address)
        if address in self.lost and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        if answer := self.refused.get(address) or self.refused.get("*"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.connections.add(session.peer)
        self.at_data()
        if self.hangs:
            await asyncio.sleep(30)
        if self.data.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.kept.extend((address, content) for address in envelope.rcpt_tos)
        if self.drops and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return self.data

    @property
    def mails(self) -> list[EmailMessage]:
        return [read(content) for _, content in self.kept]

    def to(self, address: str) -> list[EmailMessage]:
        return [read(content) for each, content in self.kept if each == address]


def read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    text: str = body.get_content()
    return text


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


@contextmanager
def mail_server(box: MailBox, *, tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[str]:
    """Runs the server and yields its URL."""
    port = free_port()
    controller = Controller(
        box, hostname="127.0.0.1", port=port, ssl_context=tls, server_hostname="localhost", **options
    )
    controller.start()
    try:
        yield f"smtp{'s' if tls else ''}://127.0.0.1:{port}"
    finally:
        controller.stop()
