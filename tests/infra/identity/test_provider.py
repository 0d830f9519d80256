"""Checks of the two documents of a provider."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from anyio import run
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from joserfc.jwk import OctKey

from efe_infra.identity.issuer_client import MAX_DOCUMENT_BYTES, IssuerKeys
from efe_infra.identity.tokens import IssuerUnreachable
from tests.infra.identity.small_provider import SmallProvider, a_key

CONFIGURATION = "/.well-known/openid-configuration"


def kids(provider: SmallProvider) -> list[str | None]:
    return [key.kid for key in run(IssuerKeys(provider.issuer, 1).keys)]


def test_a_provider_gives_its_keys(provider: SmallProvider) -> None:
    provider.publish(a_key("one"), a_key("two"))

    assert kids(provider) == ["one", "two"]


@pytest.mark.parametrize(
    "configuration",
    [
        {"issuer": "https://another.example", "jwks_uri": "{issuer}/jwks"},
        {"issuer": "{issuer}/", "jwks_uri": "{issuer}/jwks"},
        {"issuer": "{issuer}", "jwks_uri": "http://0.0.0.0:{port}/jwks"},
        {"issuer": "{issuer}", "jwks_uri": "file:///etc/passwd"},
        {"issuer": "{issuer}", "jwks_uri": 5},
        {"issuer": "{issuer}"},
        [],
    ],
)
def test_the_document_of_another_is_not_believed(provider: SmallProvider, configuration: object) -> None:
    provider.publish(a_key("one"))
    body = (
        json.dumps(configuration)
        .replace("{issuer}", provider.issuer)
        .replace("{port}", provider.issuer.rpartition(":")[2])
    )
    provider.answers[CONFIGURATION] = (200, body.encode())

    with pytest.raises(IssuerUnreachable):
        kids(provider)
    assert provider.times == 0


@pytest.mark.parametrize(
    "answer",
    [
        (200, b'{"keys": [], "padding": "' + b"x" * MAX_DOCUMENT_BYTES + b'"}'),
        (200, b'{"keys": 5}'),
        (200, b'{"keys": [5]}'),
        (200, b"[" * 100_000),
        (200, b'{"keys": [{"kty": ' + b"[" * 100_000),
        (200, b"\xff"),
        (200, b""),
        (302, b""),
        (404, b'{"keys": []}'),
        (503, b""),
    ],
)
def test_what_is_no_key_set_is_not_believed(provider: SmallProvider, answer: tuple[int, bytes]) -> None:
    provider.answers["/jwks"] = answer

    with pytest.raises(IssuerUnreachable):
        kids(provider)
    assert provider.asked == [CONFIGURATION, "/jwks"]


def test_a_provider_that_takes_too_long_is_not_waited_for(provider: SmallProvider) -> None:
    provider.delay = 0.3

    with pytest.raises(IssuerUnreachable):
        run(IssuerKeys(provider.issuer, 0.1).keys)


def test_a_provider_that_is_not_there_is_unreachable() -> None:
    with pytest.raises(IssuerUnreachable):
        run(IssuerKeys("http://127.0.0.1:1").keys)


GOOD = a_key("good").as_dict(private=False)
MODULUS = generate_private_key(public_exponent=65537, key_size=1024).public_key().public_numbers().n
WEAK = {"kty": "RSA", "n": urlsafe_b64encode(MODULUS.to_bytes(128)).rstrip(b"=").decode(), "e": "AQAB", "kid": "weak"}


@pytest.mark.parametrize(
    "entry",
    [
        OctKey.generate_key(256, {"kid": "shared"}).as_dict(private=True),
        WEAK,
        {**GOOD, "kty": "LATTICE"},
        {**GOOD, "kty": ["EC"]},
        {**GOOD, "crv": "P-1"},
        {**GOOD, "crv": ["P-256"]},
        {**GOOD, "x": "AA"},
        {**GOOD, "x": 5},
        {**GOOD, "kid": 5},
        {**GOOD, "use": "both"},
        {"kty": "EC"},
        {"kty": "RSA", "n": "é" * 400, "e": "AQAB"},
        {},
    ],
)
def test_a_key_that_is_not_understood_or_not_strong_leaves_the_others(
    provider: SmallProvider, entry: dict[str, Any]
) -> None:
    provider.published = [entry, dict(GOOD)]

    assert kids(provider) == ["good"]
