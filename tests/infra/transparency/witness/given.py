"""A log served over a real socket, and witnesses who look at it."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

from efe_domain.transparency.notes import Checkpoint, KeyType, Note, VerifierKey
from efe_infra.composition import watching
from efe_infra.http.server.server import bound_socket, server
from efe_infra.postgres.database import Database
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.witness.log_client import LogClient
from efe_infra.transparency.witness.witness import Witness
from efe_infra.transparency.witness.witness_store import WitnessedCheckpoint, WitnessStore
from efe_infra.web_application import application
from tests.infra.ledger.given import until
from tests.infra.transparency.sealing.given import Ledger
from tests.running import installation


class Address:
    """A place on the network where one platform after the other may be served."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port: int = free.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @contextmanager
    def serving(self, log: Ledger, witnesses: Sequence[VerifierKey] = ()) -> Iterator[str]:
        trusted = " ".join(map(str, witnesses))
        with installation(log.database, log.home, witnesses=trusted) as running, watching(running) as watch:
            serving = server(application(running, watch))
            bound = bound_socket("127.0.0.1", self._port)
            thread = threading.Thread(target=serving.run, kwargs={"sockets": [bound]})
            thread.start()
            until(lambda: serving.started)
            try:
                yield self.url
            finally:
                serving.should_exit = True
                thread.join()
                bound.close()


class Watcher:
    """A witness of an installation of its own, and what it remembers."""

    def __init__(self, database: Database, home: Path, name: str = "namur.example/witness") -> None:
        self.ledger = Ledger(database, home)
        self.memory = WitnessStore(database, KeyFiles(home, KeyType.WITNESS), name)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._stack.enter_context(self.memory)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._stack.close()

    def of(self, url: str, *keys: VerifierKey) -> Witness:
        return Witness(self.memory, self._stack.enter_context(LogClient(url)), keys)

    @property
    def sizes(self) -> list[int]:
        return [size for (size,) in self.ledger.rows("select size from witness.cosigned order by size")]

    @property
    def splits(self) -> list[tuple[str, str]]:
        return self.ledger.rows("select seen, shown from witness.split_view")


@contextmanager
def answering(body: bytes) -> Iterator[str]:
    """Something on the network that is no platform."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{httpd.server_address[1]}"
        finally:
            httpd.shutdown()
            thread.join()


def sealed(log: Ledger, events: int = 3) -> Ledger:
    log.write(events)
    log.sealer().run()
    return log


def twin(log: Ledger, database: Database, *, events: int) -> Ledger:
    """Another history under the same key: what a log shows that lies."""
    other = Ledger(database, log.home)
    other.run(f"insert into seal.ledger_key (number, vkey, since) values (1, '{log.keys[0]}', 1)")
    return sealed(other, events)


def restored(log: Ledger, copy: Database, *, events: int) -> Ledger:
    """The log as it was after so many events, ready to go on differently."""
    older = Ledger(copy, log.home)
    older._history.take(events)
    return older


def a_checkpoint(log: Ledger, root: bytes, size: int = 4) -> WitnessedCheckpoint:
    """Makes a checkpoint with any root, under the real signature of the log."""
    checkpoint = Checkpoint(log.keys[0].name, size, root)
    note = Note(str(checkpoint)).signed(log.keys[0], KeyFiles(log.home).signer(log.keys[0]))
    return WitnessedCheckpoint(checkpoint, note)
