import pytest

from efe_infra.process.addresses import client_network, is_loopback, is_tamper_proof


@pytest.mark.parametrize(
    ("host", "stays"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.4", False),
        ("localhost.example", False),
        ("", False),
    ],
)
def test_only_the_loopback_stays_on_the_machine(host: str, stays: bool) -> None:
    assert is_loopback(host) is stays


@pytest.mark.parametrize(
    ("url", "proof"),
    [
        ("https://login.example", True),
        ("https://login.example/realms/efe/", True),
        ("http://127.0.0.1:8080", True),
        ("http://[::1]:8080/efe", True),
        ("http://login.example", False),
        ("http://127.0.0.1.example", False),
        ("http://127.0.0.1@login.example", False),
        ("https://", False),
        ("file:///etc/passwd", False),
        ("login.example", False),
    ],
)
def test_what_others_could_change_on_the_way_is_told_by_the_address(url: str, proof: bool) -> None:
    assert is_tamper_proof(url) is proof


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_client_has_all_addresses_of_its_network(host: str, network: str) -> None:
    assert client_network(host) == network
