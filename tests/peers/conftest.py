"""A real server on a loopback port, and the peers that judge it."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.infra.http.demonstration import demonstration
from tests.peers.node import installed

from efe_infra.http.server import server


@pytest.fixture(scope="session")
def peers() -> Path:
    return installed()


@pytest.fixture(scope="session")
def graphql_url() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        running = server(demonstration(), host="127.0.0.1", port=port)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{port}/graphql"
        running.should_exit = True
        thread.join()
