"""Checks of network addresses by their form alone."""

import ipaddress
from email.headerregistry import Address
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Tells whether a host name, or an address without brackets, stays on this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def client_network(host: str) -> str:
    """Returns the address, or for IPv6 its network of 64 bits, in which one client may have any address."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    mapped = address.ipv4_mapped
    return str(mapped or ipaddress.IPv6Network((int(address), 64), strict=False))


def is_tamper_proof(url: str) -> bool:
    """Tells whether a response of the URL arrives unchanged: over TLS, or from this machine."""
    scheme, host = scheme_and_host(url)
    return bool(host) and (scheme == "https" or (scheme == "http" and is_loopback(host)))


def is_over_http(url: str) -> bool:
    scheme, host = scheme_and_host(url)
    return scheme in {"http", "https"} and bool(host)


def is_origin(text: str) -> bool:
    """Tells whether the text is a tamper-proof origin in the form in which a browser sends it."""
    if not is_tamper_proof(text):
        return False
    parts = urlsplit(text)
    return text == f"{parts.scheme}://{parts.netloc}" == text.lower() and "@" not in parts.netloc


def is_smtp(url: str) -> bool:
    """Tells whether the URL names a mail server: over TLS from the start, or with STARTTLS."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    rest = parts.path.strip("/") or parts.query or parts.fragment
    return parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and not rest


def is_mailbox(address: str) -> bool:
    """Tells whether the text is the address of one mailbox, in printable ASCII, and nothing else."""
    try:
        parsed = Address(addr_spec=address)
    except (ValueError, IndexError):
        return False
    return parsed.addr_spec == address and address.isascii() and address.isprintable() and bool(parsed.domain)


def scheme_and_host(url: str) -> tuple[str, str]:
    """Returns empty strings for missing parts, and for a text that is no URL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme, parts.hostname or ""
