"""The real server on a loopback port, and the peers that judge it."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from efe_infra.build import application, projecting, watching
from efe_infra.http.server import bound_socket, server
from efe_infra.postgres.database import Database
from tests.peers.node import installed
from tests.running import installation


@pytest.fixture(scope="session")
def peers() -> Path:
    return installed()


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with bound_socket("127.0.0.1", 0) as bound:
        yield bound


@pytest.fixture
def graphql_url(database: Database, tmp_path: Path, listening: socket.socket) -> Iterator[str]:
    with (
        installation(database, tmp_path) as running,
        watching(running) as watch,
        projecting(running, watch),
    ):
        web = server(application(running, watch))
        thread = threading.Thread(target=web.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/graphql"
        web.should_exit = True
        thread.join()
