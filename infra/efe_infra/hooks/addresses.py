"""Addresses to which webhooks may go: of the public Internet, or of networks that the installation names."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from efe_infra.hooks.special_purpose import Address, Network, is_special

HTTPS: Final = "https"
SCHEMES: Final = frozenset({HTTPS, "http"})
DEFAULT_PORTS: Final = {HTTPS: 443, "http": 80}
FIRST_FREE_PORT: Final = 1024
MAX_URL_CHARS: Final = 500
GLOBAL_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""Well-known prefix of addresses that a gateway translates to IPv4 (RFC 6052)."""
ISATAP: Final = 0x0000_5EFE
"""Upper half of the interface identifier of an IPv4 address in a tunnel, without its flags (RFC 5214 §6.1)."""
INTERFACE_FLAGS: Final = 0x0300_0000


class UrlInvalid(ValueError):
    """Raised for a URL to which no webhook may go, with any address of its host."""


class AddressRefused(Exception):
    """Raised for a host that resolves to an address outside the public Internet and the allowed networks."""


@dataclass(frozen=True)
class AllowedAddresses:
    """Rule of the addresses; `networks` are those that the operator of the installation allows besides."""

    networks: Sequence[Network] = ()

    def check_url(self, url: str) -> None:
        """Raises `UrlInvalid`: for a scheme, user, port or host that is not allowed."""
        if len(url) > MAX_URL_CHARS or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
            raise UrlInvalid
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise UrlInvalid from None
        schemes = SCHEMES if self.networks else {HTTPS}
        if parts.scheme not in schemes or not parts.hostname or "@" in parts.netloc or "#" in url:
            raise UrlInvalid
        if port is not None and port != DEFAULT_PORTS[parts.scheme] and port < FIRST_FREE_PORT:
            raise UrlInvalid
        _check_host(parts.hostname)

    def check(self, addresses: Sequence[Address], *, is_secure: bool) -> None:
        """Raises `AddressRefused` unless each address is allowed. Without TLS, only named networks are."""
        if not addresses or not all(self._allows(each, is_secure=is_secure) for each in addresses):
            raise AddressRefused

    def _allows(self, address: Address, *, is_secure: bool) -> bool:
        real = embedded(address)
        if any(real in network for network in self.networks if network.version == real.version):
            return True
        return is_secure and is_public(real)


def _check_host(host: str) -> None:
    """Raises `UrlInvalid` for an IPv4 address that is not four decimal numbers, or an IPv6 address with a zone."""
    last = host.rstrip(".").rpartition(".")[2]
    if ":" in host or last.isdigit() or last.lower().startswith("0x"):
        try:
            ipaddress.ip_address(host)
        except ValueError:
            raise UrlInvalid from None
    if "%" in host:
        raise UrlInvalid


def embedded(address: Address) -> Address:
    """Returns the IPv4 address that an IPv6 address stands for: mapped or NAT64; else the address itself."""
    if not isinstance(address, ipaddress.IPv6Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address


def is_public(address: Address) -> bool:
    """Tells whether an address is unicast in the public Internet, and leads into no tunnel."""
    if isinstance(address, ipaddress.IPv6Address) and (address not in GLOBAL_UNICAST or is_isatap(address)):
        return False
    return address.is_global and not address.is_multicast and not is_special(address)


def is_isatap(address: ipaddress.IPv6Address) -> bool:
    """Tells whether the interface identifier has an IPv4 address, to which a router of the network may tunnel."""
    return (int(address) >> 32) & 0xFFFF_FFFF & ~INTERFACE_FLAGS == ISATAP
