"""An identity provider whose certificate is of a private authority, and the reasons why a provider is unreachable."""

import socket
from pathlib import Path

import pytest
from anyio import run

from efe_infra.identity.issuer_client import IssuerKeys
from efe_infra.identity.tokens import IssuerUnreachable
from efe_infra.process.connection_faults import reason_of
from tests.infra.certificates import Authority
from tests.infra.identity.small_provider import a_key, small_provider


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def reason(issuer: str, ca: Path | None = None) -> str:
    with pytest.raises(IssuerUnreachable) as unreachable:
        run(IssuerKeys(issuer, 5, ca=ca).keys)
    return reason_of(unreachable.value)


def test_a_provider_of_a_private_authority_is_trusted_once_the_authority_is_named(authority: Authority) -> None:
    with small_provider(authority.server()) as provider:
        provider.publish(a_key("signing"))

        unknown = reason(provider.issuer)
        [key] = run(IssuerKeys(provider.issuer, 5, ca=authority.path).keys)

    assert key.kid == "signing"
    assert "son autorité n'est pas connue" in unknown


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"is_expired": True}, "il a expiré"),
        ({"host": "autre.example"}, "il est au nom d'un autre serveur"),
        ({"signs_itself": True}, "il est signé par lui-même"),
    ],
)
def test_the_fault_of_a_certificate_is_named(authority: Authority, fault: dict[str, object], expected: str) -> None:
    with small_provider(authority.server(**fault)) as provider:  # type: ignore[arg-type]
        found = reason(provider.issuer, authority.path)

    assert found.startswith("TLS, son certificat n'est pas accepté : ")
    assert expected in found


def test_the_other_reasons_are_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, small_provider() as provider:
        port = silent.getsockname()[1]
        provider.answers["/.well-known/openid-configuration"] = (404, b"")
        missing = reason(provider.issuer)
        plain = reason(provider.issuer.replace("http://", "https://"))
        with pytest.raises(IssuerUnreachable) as late:
            run(IssuerKeys(f"http://127.0.0.1:{port}", 0.2).keys)
    refused = reason(f"http://127.0.0.1:{port}")
    unknown = reason("https://login.invalid")

    assert [refused, unknown] == [
        "connexion refusée, rien n'écoute à cette adresse",
        "DNS, son nom n'est pas connu",
    ]
    assert missing == "il répond par le statut HTTP 404"
    assert plain.startswith("TLS, il ne s'ouvre pas")
    assert reason_of(late.value) == "il ne répond pas à temps"
