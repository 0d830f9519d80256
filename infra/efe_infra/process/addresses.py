"""Checks of an address by its form alone."""

import ipaddress
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Whether a name or an address, an IPv6 one without its brackets, stays on this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def client_network(host: str) -> str:
    """Whom an address stands for: itself, or for IPv6 the network of 64 bits in which one client has any address."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    mapped = address.ipv4_mapped
    return str(mapped or ipaddress.IPv6Network((int(address), 64), strict=False))


def is_tamper_proof(url: str) -> bool:
    """Whether what comes from there was not changed on the way: over TLS, or from this machine."""
    scheme, host = scheme_and_host(url)
    return bool(host) and (scheme == "https" or (scheme == "http" and is_loopback(host)))


def is_over_http(url: str) -> bool:
    scheme, host = scheme_and_host(url)
    return scheme in {"http", "https"} and bool(host)


def is_origin(text: str) -> bool:
    """Whether it is the origin of a page as a browser writes it, of a page that nobody changed on the way."""
    if not is_tamper_proof(text):
        return False
    parts = urlsplit(text)
    return text == f"{parts.scheme}://{parts.netloc}" == text.lower() and "@" not in parts.netloc


def scheme_and_host(url: str) -> tuple[str, str]:
    """Empty where it has none, and for what is no URL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme, parts.hostname or ""
