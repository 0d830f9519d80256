"""How the application is put on the network."""

import socket

import uvicorn
from fastapi import FastAPI

from efe_infra.addresses import is_loopback


class PortTaken(Exception):
    """The address cannot be listened on. The message is one French line."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"Impossible d'écouter sur {host}, port {port} : {reason}. Choisissez-en un avec --port.")


class PublicAddress(Exception):
    """The local issuer is for one machine: a server that trusts it listens on the loopback only."""

    def __init__(self, host: str) -> None:
        super().__init__(f"{host} est une adresse publique ; les jetons locaux ne valent que sur cette machine.")


def check_loopback(host: str) -> None:
    """Raises `PublicAddress`."""
    if not is_loopback(host):
        raise PublicAddress(host)


def bound_socket(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes a free one. Raises `PortTaken`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen()
    except OSError as error:
        bound.close()
        raise PortTaken(host, port, error.strerror or "refusé") from error
    return bound


def server(app: FastAPI) -> uvicorn.Server:
    """Run it with `run(sockets=[…])`. The access log stays off: it would write query strings."""
    return uvicorn.Server(uvicorn.Config(app, access_log=False, log_config=None, server_header=False, lifespan="on"))
