"""Addresses of webhooks: the public Internet over TLS, and the networks that an operator names; nothing else."""

import ssl
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

import anyio
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from efe_infra.hooks.addresses import AddressRefused, AllowedAddresses, UrlInvalid, is_public
from efe_infra.hooks.connections import HookAnswer, HookClient
from efe_infra.hooks.resolving import Resolver
from efe_infra.hooks.special_purpose import Address, special_blocks
from tests.infra.hooks.receiver import Receiver, receiving

PUBLIC = AllowedAddresses()
LOOPBACK = AllowedAddresses((ip_network("127.0.0.0/8"),))
REFUSED_ADDRESSES = (
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "192.0.2.1",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "ff02::1",
    "2001:db8::1",
    "2a02:2788::5efe:a00:1",
    "2a02:2788::200:5efe:c1bf:d201",
    "64:ff9b::c058:6301",
)
PUBLIC_ADDRESSES = ("193.191.210.1", "2001:6a8:3c80::1", "64:ff9b::c1bf:d201", "::ffff:193.191.210.1")


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
def test_an_address_outside_the_public_internet_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        PUBLIC.check([ip_address("193.191.210.1"), ip_address(address)], is_secure=True)


def test_no_block_of_the_registries_of_iana_is_public() -> None:
    assert len(special_blocks()) == 51
    assert [each for each in special_blocks() if is_public(each[0]) or is_public(each[-1])] == []


def test_a_public_address_is_allowed_over_tls_alone() -> None:
    PUBLIC.check([ip_address(each) for each in PUBLIC_ADDRESSES], is_secure=True)
    for each in PUBLIC_ADDRESSES:
        with pytest.raises(AddressRefused):
            LOOPBACK.check([ip_address(each)], is_secure=False)
    with pytest.raises(AddressRefused):
        PUBLIC.check([], is_secure=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"])
def test_a_named_network_is_allowed_in_every_form_of_its_addresses(address: str) -> None:
    LOOPBACK.check([ip_address(address)], is_secure=False)


@pytest.mark.parametrize(
    "url",
    [
        "http://exemple.be/",
        "ftp://exemple.be/",
        "file:///etc/passwd",
        "//exemple.be/",
        "https://",
        "https:///chemin",
        "https://user@exemple.be/",
        "https://user:secret@exemple.be/",
        "https://exemple.be@127.0.0.1/",
        "https://exemple.be:22/",
        "https://exemple.be:0/",
        "https://exemple.be:99999/",
        "https://exemple.be:x/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://0x7f000001/",
        "https://127.1/",
        "https://[::1/",
        "https://[fe80::1%25eth0]/",
        "https://exemple.be/#morceau",
        "https://exemple.be\\@127.0.0.1/",
        "https://exemple.be/\r\nX-Injected: 1",
        "https://exemple.be/ chemin",
        "https://exémple.be/",
        "https://exemple.be/" + "a" * 500,
    ],
)
def test_a_url_in_a_doubtful_form_is_refused(url: str) -> None:
    with pytest.raises(UrlInvalid):
        PUBLIC.check_url(url)


@pytest.mark.parametrize("url", ["https://exemple.be/a?b=c", "https://exemple.be:8443/", "https://193.191.210.1/"])
def test_an_ordinary_url_is_accepted(url: str) -> None:
    PUBLIC.check_url(url)


class Resolved:
    """A resolver that answers other addresses each time, and counts how often it is asked."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.asked = list(answers), 0

    async def __call__(self, host: str, port: int) -> Sequence[Address]:
        del host, port
        self.asked += 1
        return [ip_address(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])]


def post(
    url: str, allowed: AllowedAddresses, resolve: Resolved | None = None, tls: ssl.SSLContext | None = None
) -> HookAnswer:
    async def run() -> HookAnswer:
        context = tls or ssl.create_default_context()
        client = HookClient(allowed=allowed, tls=context, resolve=resolve or Resolver(), timeout_s=2.0)
        return await client.post(url, {"Content-Type": "text/plain"}, b"{}")

    return anyio.run(run)


def test_the_address_that_is_checked_is_the_one_that_is_connected_to() -> None:
    """A name that resolves to an allowed address first and to another one later is resolved once."""
    resolve = Resolved("127.0.0.1", "127.0.0.2")
    with receiving() as receiver:
        answer = post(receiver.url(host="exemple.be"), AllowedAddresses((ip_network("127.0.0.1/32"),)), resolve)

        assert (answer.code, resolve.asked, len(receiver.kept)) == (204, 1, 1)
        assert receiver.kept[0].headers["host"] == f"exemple.be:{receiver.port}"

        again = post(receiver.url(host="exemple.be"), AllowedAddresses((ip_network("127.0.0.1/32"),)), resolve)
        assert (again.failure, len(receiver.kept)) == ("address", 1)


@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "169.254.169.254"])
def test_nothing_connects_to_a_private_address(address: str) -> None:
    with receiving() as receiver:
        secure = f"https://exemple.be:{receiver.port}/"
        assert post(secure, PUBLIC, Resolved(address)).failure == "address"
        assert receiver.kept == []


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificate and key of `exemple.be`, signed by itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "exemple.be")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("exemple.be")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secured(authority: Path) -> Iterator[Receiver]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    with receiving(context) as receiver:
        yield receiver


def test_tls_is_verified_for_the_name_of_the_url_over_the_checked_address(secured: Receiver, authority: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(authority))

    right = post(secured.url(host="exemple.be"), LOOPBACK, Resolved("127.0.0.1"), trusting)
    another_name = post(secured.url(host="autre.be"), LOOPBACK, Resolved("127.0.0.1"), trusting)
    unknown = post(secured.url(host="exemple.be"), LOOPBACK, Resolved("127.0.0.1"))

    assert [right.code, another_name.failure, unknown.failure] == [204, "tls", "tls"]
    assert len(secured.kept) == 1
