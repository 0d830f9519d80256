"""Trust in the certificates of other servers: of public authorities, and of a private one that the operator names."""

import ssl
from pathlib import Path


def tls_context(private_ca: Path | None = None) -> ssl.SSLContext:
    """Returns the context of a client. `private_ca` is a PEM file of authorities trusted in addition.

    Raises `OSError` or `ssl.SSLError`.
    """
    import httpx  # noqa: PLC0415 - slow, and the settings of every command load this module

    context = httpx.create_ssl_context()
    if private_ca:
        context.load_verify_locations(private_ca)
    return context


def has_authorities(path: Path) -> bool:
    """Tells whether a file has certificates in PEM that a client can trust."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except (OSError, ssl.SSLError):
        return False
    return True
