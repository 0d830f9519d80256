"""Sends head and body in one write: uvicorn alone writes the head of an answer first, then its body."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class Joining:
    """The transport of one answer. Its head waits for what follows it at once, or for the next turn of the loop."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._begun = False
        self._head = b""

    def write(self, data: bytes) -> None:
        if not self._begun:
            self._begun, self._head = True, data
            self._loop.call_soon(self._flush)
        elif self._head:
            head, self._head = self._head, b""
            self._transport.writelines([head, data])
        else:
            self._transport.write(data)

    def _flush(self) -> None:
        if self._head and not self._transport.is_closing():
            head, self._head = self._head, b""
            self._transport.write(head)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()


class OnePacket(HttpToolsProtocol):
    """An answer to HEAD has no body to wait for."""

    def on_headers_complete(self) -> None:
        before = self.cycle
        super().on_headers_complete()
        if self.cycle is not before and self.scope["method"] != "HEAD":
            self.cycle.transport = Joining(self.transport, self.loop)  # type: ignore[assignment] # all that it uses
