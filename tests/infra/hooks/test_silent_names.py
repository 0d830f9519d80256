"""A name server that never answers delays neither a delivery nor the end of the process beyond their bounds."""

import socket
import ssl
import sys
from time import sleep
from unittest.mock import patch

import anyio

from efe_infra.hooks.addresses import AllowedAddresses
from efe_infra.hooks.connections import HookClient
from efe_infra.hooks.resolving import Resolver
from tests.infra.notices.killed_processes import importable, started

__all__ = ["importable"]

SILENT_S = 600.0
"""Time for which the lookup gives no answer."""
WITHIN_S = 120.0
"""Time in which the process starts, gives up and ends, on a busy machine."""


def ask_in_vain() -> None:
    client = HookClient(
        allowed=AllowedAddresses(), tls=ssl.create_default_context(), resolve=Resolver(), timeout_s=0.2
    )
    with patch.object(socket, "getaddrinfo", lambda *_, **__: sleep(SILENT_S)):
        answer = anyio.run(client.post, "https://hooks.example/", {}, b"{}")
    sys.exit(0 if answer.failure == "timeout" else 1)


def test_a_process_ends_while_a_lookup_waits() -> None:
    with started(ask_in_vain) as process:
        process.join(WITHIN_S)

        assert process.exitcode == 0
