"""Requests of webhooks: one connection each, to an address that is checked after its name is resolved."""

import ssl
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

import anyio
import httpcore

from efe_infra.hooks.addresses import HTTPS, AddressRefused, AllowedAddresses
from efe_infra.hooks.resolving import Resolve

TIMEOUT_S: Final = 15.0
"""Time for a whole delivery: name, connection, TLS and answer."""
REST_OF_ANSWER_S: Final = 2.0
"""Time for which the rest of an answer is read: its status is known already."""
MAX_ANSWER_BYTES: Final = 65_536


@dataclass(frozen=True, kw_only=True)
class HookAnswer:
    """Answer of a receiver: its status, or why there is none, and the duration in milliseconds."""

    code: int | None = None
    failure: str | None = None
    duration_ms: int

    @property
    def is_accepted(self) -> bool:
        return self.code is not None and 200 <= self.code < 300


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Network of one request: resolves its name once, checks every address, and connects to one of them."""

    def __init__(self, allowed: AllowedAddresses, resolve: Resolve, *, is_secure: bool) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._is_secure = is_secure
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface of httpcore
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Raises `AddressRefused`, or an error of httpcore if no address answers."""
        try:
            addresses = await self._resolve(host, port)
        except (OSError, ValueError) as error:
            raise httpcore.ConnectError(type(error).__name__) from error
        self._allowed.check(addresses, is_secure=self._is_secure)
        failure = httpcore.ConnectError("no address")
        for address in addresses:
            try:
                return await self._network.connect_tcp(
                    str(address), port, timeout=timeout, local_address=local_address, socket_options=socket_options
                )
            except httpcore.ConnectError as error:
                failure = error
        raise failure


@dataclass(frozen=True, kw_only=True)
class HookClient:
    """Client of one event loop. It follows no redirect, uses no proxy, and verifies TLS."""

    allowed: AllowedAddresses
    tls: ssl.SSLContext
    resolve: Resolve
    timeout_s: float = TIMEOUT_S

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> HookAnswer:
        """Sends a request within the timeout, and returns its answer or its failure."""
        begun_s = monotonic()
        code, failure = None, None
        try:
            with anyio.fail_after(self.timeout_s):
                code = await self._status(url, headers, body)
        except AddressRefused:
            failure = "address"
        except (TimeoutError, httpcore.TimeoutException):
            failure = "timeout"
        except ssl.SSLError:
            failure = "tls"
        except (httpcore.NetworkError, OSError) as error:
            failure = "tls" if isinstance(error.__context__ or error.__cause__, ssl.SSLError) else "connection"
        except (httpcore.ProtocolError, ValueError):
            failure = "protocol"
        return HookAnswer(code=code, failure=failure, duration_ms=round(1000 * (monotonic() - begun_s)))

    async def _status(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        is_secure = urlsplit(url).scheme == HTTPS
        backend = CheckedBackend(self.allowed, self.resolve, is_secure=is_secure)
        async with (
            httpcore.AsyncConnectionPool(self.tls, max_connections=1, network_backend=backend) as pool,
            pool.stream("POST", url, headers=list(headers.items()), content=body) as response,
        ):
            with anyio.move_on_after(REST_OF_ANSWER_S), suppress(httpcore.NetworkError, httpcore.ProtocolError):
                await _drain(response)
            return response.status


async def _drain(response: httpcore.Response) -> None:
    """Reads a short answer whole, so that its sender sees no reset; leaves the rest of a long one."""
    size = 0
    async for part in response.aiter_stream():
        size += len(part)
        if size >= MAX_ANSWER_BYTES:
            return
