"""Transports of mails: an SMTP server over verified TLS, or a folder of `.eml` files."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Final, NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from efe_infra.process.addresses import is_loopback

SECURE: Final = "smtps"
SCHEMES: Final = frozenset({"smtp", SECURE})
PERMANENT: Final = 500
SHUTTING_DOWN: Final = 421
TIMEOUT_S: Final = 20.0
"""Time that a server may take for one answer."""
MAIL_TIMEOUT_S: Final = 60.0
"""Time that a server may take for one mail: less than the claim of its row."""


class ServerAway(Exception):
    """Mail server that refuses the connection, the log-in or the sender, or that answered for no mail of a round."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ConnectionLost(ServerAway):
    """Connection that ended, or was left after silence, while the server had one mail."""


class MailDeferred(Exception):
    """Temporary refusal of one mail (4xx)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class MailRefused(Exception):
    """Permanent refusal of one mail (5xx); `of_address` tells that the server refused the recipient."""

    def __init__(self, code: int, *, of_address: bool) -> None:
        super().__init__(code)
        self.code, self.of_address = code, of_address


class MailConnection(Protocol):
    """Connection that sends mails one by one."""

    async def send(self, message: EmailMessage, *, sender: str, to: str) -> None:
        """Raises `ServerAway`, `ConnectionLost`, `MailDeferred` or `MailRefused`."""
        ...


class Transport(Protocol):
    """Way of mails out of the platform."""

    def connect(self) -> AbstractAsyncContextManager[MailConnection]:
        """Opens a connection. Raises `ServerAway`."""
        ...


class SmtpAddress(NamedTuple):
    """Address of an SMTP server. Without TLS from the start, STARTTLS is required, except on this machine."""

    host: str
    port: int
    user: str | None
    password: str | None
    is_secure: bool

    @classmethod
    def parse(cls, url: str) -> "SmtpAddress":
        """Parses `smtps://user:password@host:465` or `smtp://host:587`. Raises `ValueError`."""
        parts = urlsplit(url)
        if (
            parts.scheme not in SCHEMES
            or not parts.hostname
            or parts.path.strip("/")
            or parts.query
            or parts.fragment
        ):
            raise ValueError
        is_secure = parts.scheme == SECURE
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if is_secure else 587),
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            is_secure=is_secure,
        )


class SmtpConnection:
    """Connection to an SMTP server."""

    def __init__(self, client: SMTP) -> None:
        self._client = client

    async def send(self, message: EmailMessage, *, sender: str, to: str) -> None:
        content = message.as_bytes()
        try:
            async with asyncio.timeout(MAIL_TIMEOUT_S):
                await self._client.mail(sender)
                await self._client.rcpt(to)
                await self._client.data(content)
        except (SMTPSenderRefused, SMTPRecipientRefused, SMTPDataError) as refused:
            if refused.code == SHUTTING_DOWN:
                raise ConnectionLost(str(refused.code)) from refused
            await self._reset()
            raise _refusal(refused) from refused
        except (SMTPException, OSError) as error:
            raise ConnectionLost(_code_of(error)) from error

    async def _reset(self) -> None:
        try:
            await self._client.rset()
        except (SMTPException, OSError) as error:
            raise ConnectionLost(_code_of(error)) from error


class SmtpTransport:
    """Transport to an SMTP server, whose certificate is verified. `name` is the domain of the platform."""

    def __init__(self, address: SmtpAddress, name: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self._address = address
        self._name = name
        self._timeout_s = timeout_s

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[MailConnection]:
        address = self._address
        client = SMTP(
            hostname=address.host,
            port=address.port,
            timeout=self._timeout_s,
            use_tls=address.is_secure,
            start_tls=not address.is_secure and not is_loopback(address.host),
            tls_context=ssl.create_default_context(),
            username=address.user,
            password=address.password,
            local_hostname=self._name,
        )
        try:
            await client.connect()
        except (SMTPException, OSError, ValueError) as error:
            client.close()
            raise ServerAway(_code_of(error)) from error
        try:
            yield SmtpConnection(client)
        finally:
            with suppress(SMTPException, OSError):
                await client.quit(timeout=1)
            client.close()


class FolderTransport:
    """Transport of the demonstration: each mail is a file, which a page shows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[MailConnection]:
        yield self

    async def send(self, message: EmailMessage, *, sender: str, to: str) -> None:  # noqa: ARG002 - of the protocol
        self.folder.mkdir(parents=True, exist_ok=True)
        name = message["Message-ID"].strip("<>").partition("@")[0]
        fresh = self.folder / f"{name}.part"
        fresh.write_bytes(message.as_bytes())
        fresh.replace(self.folder / f"{name}.eml")


def _refusal(error: SMTPResponseException) -> Exception:
    if error.code < PERMANENT:
        return MailDeferred(str(error.code))
    if isinstance(error, SMTPSenderRefused):
        return ServerAway(str(error.code))
    return MailRefused(error.code, of_address=isinstance(error, SMTPRecipientRefused))


def _code_of(error: BaseException) -> str:
    """Returns the code of the server, or the class of the error; never its text, which may quote an address."""
    if isinstance(error, SMTPAuthenticationError):
        return f"log-in {error.code}"
    return str(error.code) if isinstance(error, SMTPResponseException) else type(error).__name__
