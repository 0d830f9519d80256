"""The proxies that operators are given, in front of processes of this machine."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.infra.deploy.shipped import text
from tests.processes import program

CADDY: Final = Path(sys.executable).with_name("caddy")
NGINX: Final = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
SHIPPED_PORTS: Final = (8000, 8001, 8002)
SHIPPED_TLS: Final = """\
    listen 443 ssl;
    server_name efe.example.org;
    ssl_certificate /etc/ssl/efe.pem;
    ssl_certificate_key /etc/ssl/efe.key;
"""
QUIET: Final[Mapping[str, Any]] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@contextmanager
def caddy(upstreams: Sequence[int], port: int, folder: Path) -> Iterator[None]:
    """Runs the shipped Caddyfile, without TLS."""
    content = text("compose", "Caddyfile").replace("{\n\tservers", "{\n\tadmin off\n\tservers", 1)
    (folder / "Caddyfile").write_text(content, "utf-8")
    addresses = " ".join(f"127.0.0.1:{upstream}" for upstream in upstreams)
    given = {**os.environ, "SITE": f"http://127.0.0.1:{port}", "UPSTREAMS": addresses}
    given |= {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command: list[str | Path] = [CADDY, "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]
    with program(command, env=given, **QUIET) as process:
        yield
        process.terminate()


@contextmanager
def nginx(upstreams: Sequence[int], port: int, folder: Path) -> Iterator[None]:
    """Runs the shipped file of nginx, without TLS."""
    assert NGINX
    shipped = text("nginx", "efe.conf")
    assert servers_at(SHIPPED_PORTS) in shipped
    assert SHIPPED_TLS in shipped
    site = shipped.replace(servers_at(SHIPPED_PORTS), servers_at(upstreams)).replace(
        SHIPPED_TLS, f"    listen 127.0.0.1:{port};\n"
    )
    paths = "".join(
        f"{name}_temp_path {folder / name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\nuser root;\npid {folder / 'nginx.pid'};\nerror_log {folder / 'error.log'};\nevents {{}}\n"
        f"http {{\naccess_log {folder / 'access.log'};\n{paths}{site}}}\n",
        "utf-8",
    )
    command: list[str | Path] = [NGINX, "-p", folder, "-e", folder / "error.log", "-c", folder / "nginx.conf"]
    with program(command, **QUIET) as process:
        yield
        process.terminate()
        process.wait(10)


def servers_at(ports: Sequence[int]) -> str:
    return "".join(f"    server 127.0.0.1:{port} max_fails=0;\n" for port in ports)
