"""A relay between a client and its server, which can cut a client off after the server did what it was asked."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path
from typing import Self

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from efe_infra.postgres.database import Database


class Relay:
    """Listens on a local port and passes everything on, both ways, until `cut_at_next_reply`.

    The address of `both` names it, and then the server itself.
    """

    def __init__(self, database: Database) -> None:
        self._server = conninfo_to_dict(database.admin)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._at_cut: Callable[[], object] | None = None
        self.room: float = inf
        """How many connections it passes on; whoever comes later is kept waiting, among `waiting`."""
        self.waiting: list[socket.socket] = []
        self._talking = threading.Event()
        self._talking.set()
        port = self._listener.getsockname()[1]
        self.database = Database(make_conninfo(database.admin, host="127.0.0.1", port=port, sslmode="disable"))
        hosts = f"127.0.0.1,{self._server['host']}"
        ports = f"{port},{self._server.get('port') or 5432}"
        self.both = Database(make_conninfo(database.admin, host=hosts, port=ports, sslmode="disable"))
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._talking.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self.waiting:
            each.close()

    def cut_at_next_reply(self, at_cut: Callable[[], object]) -> None:
        """The next reply is lost with its connection; `at_cut` looks at the server before the client learns of it."""
        self._at_cut = at_cut

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Nothing that the server says arrives meanwhile; no connection ends."""
        self._talking.clear()
        try:
            yield
        finally:
            self._talking.set()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self.room == 0:
                    self.waiting.append(client)
                    continue
                self.room -= 1
                server = self._connect()
                threading.Thread(target=self._pass_on, args=[client, server], daemon=True).start()
                threading.Thread(target=self._reply, args=[server, client], daemon=True).start()

    def _connect(self) -> socket.socket:
        host, port = str(self._server["host"]), int(self._server.get("port") or 5432)
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(str(Path(host) / f".s.PGSQL.{port}"))
        return server

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        """A reset, too, ends the session: a close alone would not wake the thread that reads from the server."""
        with suppress(OSError), client, server:
            try:
                while asked := client.recv(65536):
                    server.sendall(asked)
            finally:
                server.shutdown(socket.SHUT_RDWR)

    def _reply(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while (reply := server.recv(65536)) and not self._at_cut:
                self._talking.wait()
                client.sendall(reply)
        if at_cut := self._at_cut:
            self._at_cut = None
            at_cut()
        for end in (client, server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
