"""Which tokens of a provider are believed."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from anyio import run
from joserfc import jws, jwt
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from efe_infra.identity.openid_verifier import OpenIdVerifier
from efe_infra.identity.tokens import MAX_TOKEN, InvalidToken, Verified
from efe_infra.settings import Settings
from tests.infra.identity.small_provider import AUDIENCE, SmallProvider, a_key, small_provider

LEEWAY = 30
HALF = timedelta(seconds=LEEWAY / 2)
HOUR = timedelta(hours=1)
ALGORITHMS = Settings().oidc_algorithms
SIGNING = a_key("signing")
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
ED25519 = OKPKey.generate_key("Ed25519", {"kid": "ed25519"})


type Verify = Callable[[str], Verified]


@pytest.fixture
def verify(provider: SmallProvider) -> Verify:
    provider.publish(SIGNING)
    verifier = OpenIdVerifier(issuer=provider.issuer, audience=AUDIENCE, algorithms=ALGORITHMS, leeway=LEEWAY)
    return lambda token: run(verifier.verify, token)


def claims_of(provider: SmallProvider) -> dict[str, object]:
    now = int(time.time())
    return {"iss": provider.issuer, "aud": AUDIENCE, "sub": "jeanne", "iat": now, "exp": now + 60}


def unsigned(header: object, claims: object, signature: str = "") -> str:
    parts = (urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims))
    return f"{'.'.join(parts)}.{signature}"


def test_a_token_of_the_provider_stands_for_its_subject(provider: SmallProvider, verify: Verify) -> None:
    verified = verify(provider.token(SIGNING, exp=2_000_000_000, nbf=timedelta(0)))

    assert (verified.issuer, verified.subject) == (provider.issuer, "jeanne")
    assert verified.expires_at.isoformat() == "2033-05-18T03:33:20+00:00"


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": [AUDIENCE]},
        {"aud": ["https://another.example", AUDIENCE]},
        {"exp": -HALF},
        {"nbf": HALF},
        {"iat": HALF},
        {"exp": HOUR},
    ],
)
def test_a_token_with_these_claims_is_believed(
    provider: SmallProvider, verify: Verify, changed: dict[str, Any]
) -> None:
    assert verify(provider.token(SIGNING, **changed)).subject == "jeanne"


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": -HOUR},
        {"exp": None},
        {"exp": "2000000000"},
        {"exp": True},
        {"exp": 10**30},
        {"nbf": HOUR},
        {"nbf": "now"},
        {"iat": HOUR},
        {"iat": None},
        {"iss": "https://another.example"},
        {"iss": None},
        {"aud": "https://another.example"},
        {"aud": ["https://another.example"]},
        {"aud": f"{AUDIENCE} "},
        {"aud": []},
        {"aud": {AUDIENCE: True}},
        {"aud": [AUDIENCE, 5]},
        {"aud": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 42},
        {"sub": ["jeanne"]},
        {"sub": "jeanne\x00"},
        {"sub": "j" * 256},
        {"padding": "x" * MAX_TOKEN},
    ],
    ids=lambda changed: str(changed)[:60],
)
def test_a_token_with_these_claims_is_refused(
    provider: SmallProvider, verify: Verify, changed: dict[str, Any]
) -> None:
    with pytest.raises(InvalidToken):
        verify(provider.token(SIGNING, **changed))


@pytest.mark.parametrize("typ", ["JWT", "at+jwt", "AT+JWT", "application/at+jwt", None])
def test_an_access_token_says_what_it_is_or_nothing(provider: SmallProvider, verify: Verify, typ: str | None) -> None:
    assert verify(provider.token(SIGNING, {"typ": typ}))


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "logout+jwt"},
        {"typ": "dpop+jwt"},
        {"crit": ["b64"], "b64": True},
        {"b64": True},
        {"kid": "unknown"},
    ],
    ids=str,
)
def test_a_token_with_this_header_is_refused(
    provider: SmallProvider, verify: Verify, header: dict[str, object]
) -> None:
    with pytest.raises(InvalidToken):
        verify(provider.token(SIGNING, header))


def test_a_header_that_means_nothing_here_is_ignored(provider: SmallProvider, verify: Verify) -> None:
    lenient = JWSRegistry(algorithms=["ES256"], strict_check_header=False)

    token = jwt.encode(
        {"alg": "ES256", "kid": "signing", "nonce": "1"}, claims_of(provider), SIGNING, registry=lenient
    )

    assert verify(token).subject == "jeanne"


@pytest.mark.parametrize("kid", ["signing", "mine", None])
def test_a_token_does_not_choose_the_keys_that_judge_it(
    provider: SmallProvider, verify: Verify, kid: str | None
) -> None:
    mine = a_key("mine")
    with small_provider() as other:
        other.publish(mine)
        elsewhere = f"{other.issuer}/jwks"
        embedded = mine.as_dict(private=False)
        for header in ({"jku": elsewhere}, {"x5u": elsewhere}, {"jwk": embedded}):
            with pytest.raises(InvalidToken):
                verify(provider.token(mine, {"kid": kid, **header}))

    assert other.asked == []


def test_a_token_of_a_key_that_was_taken_back_is_refused(provider: SmallProvider, verify: Verify) -> None:
    newer = a_key("newer")
    old = provider.token(SIGNING)
    before = verify(old)
    provider.publish(newer)

    assert before == verify(provider.token(newer, exp=int(before.expires_at.timestamp())))
    with pytest.raises(InvalidToken):
        verify(old)


def test_a_token_that_nobody_signed_is_refused(provider: SmallProvider, verify: Verify) -> None:
    for algorithm in ("none", "None", "NONE", ""):
        with pytest.raises(InvalidToken):
            verify(unsigned({"alg": algorithm, "kid": "signing"}, claims_of(provider)))
    assert provider.asked == []


@pytest.mark.parametrize(("algorithm", "digest"), [("HS256", "sha256"), ("HS384", "sha384"), ("HS512", "sha512")])
@pytest.mark.parametrize("secret", [RSA.as_pem(private=False), RSA.as_der(private=False)], ids=["pem", "der"])
def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(
    provider: SmallProvider, verify: Verify, secret: bytes, algorithm: str, digest: str
) -> None:
    provider.publish(SIGNING, RSA)
    signing_input = unsigned({"alg": algorithm, "kid": "rsa"}, claims_of(provider))[:-1]

    signature = urlsafe_b64encode(hmac.digest(secret, signing_input.encode(), digest)).rstrip(b"=").decode()

    with pytest.raises(InvalidToken):
        verify(f"{signing_input}.{signature}")


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(SIGNING, "ES256"), (RSA, "RS256"), (RSA, "PS256"), (ED25519, "Ed25519")],
    ids=["ES256", "RS256", "PS256", "Ed25519"],
)
def test_every_algorithm_that_is_admitted_is_verified(
    provider: SmallProvider, verify: Verify, key: Key, algorithm: str
) -> None:
    provider.publish(SIGNING, RSA, ED25519)
    good = provider.token(key, {"alg": algorithm})
    head, _, signature = good.split(".")
    forged = f"{head}.{provider.token(key, {'alg': algorithm}, sub='other').split('.')[1]}.{signature}"

    assert verify(good).subject == "jeanne"
    with pytest.raises(InvalidToken):
        verify(forged)


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
@pytest.mark.parametrize("named", [{}, {"alg": "EdDSA"}, {"alg": "Ed25519"}], ids=str)
def test_the_old_name_of_ed25519_is_understood(
    provider: SmallProvider, verify: Verify, named: dict[str, str]
) -> None:
    provider.published = [{**ED25519.as_dict(private=False), **named}]

    assert verify(provider.token(ED25519, {"alg": "EdDSA"})).subject == "jeanne"


@pytest.mark.parametrize(
    ("meant", "algorithm"),
    [
        ({**RSA.as_dict(private=False), "kid": "rsa"}, "ES256"),
        ({**SIGNING.as_dict(private=False), "kid": "rsa"}, "RS256"),
        ({**RSA.as_dict(private=False), "use": "enc"}, "RS256"),
        ({**RSA.as_dict(private=False), "alg": "PS256"}, "RS256"),
        ({**RSA.as_dict(private=False), "key_ops": ["encrypt"]}, "RS256"),
        ({**OKPKey.generate_key("X25519").as_dict(private=False), "kid": "rsa"}, "EdDSA"),
        ({**OKPKey.generate_key("Ed448").as_dict(private=False), "kid": "rsa"}, "EdDSA"),
        ({**ECKey.generate_key("P-384").as_dict(private=False), "kid": "rsa"}, "ES256"),
    ],
    ids=lambda each: each if isinstance(each, str) else f"{each['kty']}-{each.get('crv', 'RSA')}",
)
def test_a_key_that_is_meant_for_something_else_verifies_nothing(
    provider: SmallProvider, verify: Verify, meant: dict[str, Any], algorithm: str
) -> None:
    provider.published = [meant]
    head, claims, signature = provider.token(RSA, {"alg": "RS256"}).split(".")
    token = unsigned({"alg": algorithm, "kid": "rsa"}, {}).split(".")[0] + f".{claims}.{signature}"

    with pytest.raises(InvalidToken):
        verify(token if algorithm != "RS256" else f"{head}.{claims}.{signature}")


def test_an_algorithm_that_is_not_admitted_here_is_refused(provider: SmallProvider) -> None:
    provider.publish(RSA)
    strict = OpenIdVerifier(issuer=provider.issuer, audience=AUDIENCE, algorithms=["PS256"], leeway=0)

    assert run(strict.verify, provider.token(RSA, {"alg": "PS256"}))
    with pytest.raises(InvalidToken):
        run(strict.verify, provider.token(RSA, {"alg": "RS256"}))


def test_without_a_key_id_keys_for_something_else_do_not_count(provider: SmallProvider, verify: Verify) -> None:
    second = a_key("second").as_dict(private=False)
    provider.publish(SIGNING, RSA)
    provider.published += [{**second, "use": "enc"}, {**second, "key_ops": ["encrypt"]}, {**second, "alg": "ES512"}]

    assert verify(provider.token(SIGNING, {"kid": None})).subject == "jeanne"


def test_without_a_key_id_there_is_but_one_key(provider: SmallProvider, verify: Verify) -> None:
    token = provider.token(SIGNING, {"kid": None})
    alone = verify(token)
    provider.publish(SIGNING, a_key("second"))

    other = OpenIdVerifier(issuer=provider.issuer, audience=AUDIENCE, algorithms=ALGORITHMS, leeway=0)

    assert alone.subject == "jeanne"
    with pytest.raises(InvalidToken):
        run(other.verify, token)


@pytest.mark.parametrize(
    "token",
    [
        *["", ".", "..", "a.b.c", "é.é.é", "e30.e30."],
        "x" * (MAX_TOKEN + 1),
        unsigned({"alg": []}, {}),
        unsigned({"alg": "ES256", "kid": 5}, {}),
        unsigned({"alg": "ES256", "kid": "signing", "crit": 5}, {}),
        unsigned({"alg": "ES256", "kid": "signing"}, {}, "AAAA"),
        unsigned({"alg": "ES256", "kid": "signing"}, {}, "é"),
        unsigned({"alg": "ES256", "kid": "signing"}, {}) + ".e30.e30",
        unsigned([], {}),
    ],
    ids=lambda token: token[:40],
)
def test_what_is_no_token_is_refused(verify: Verify, token: str) -> None:
    with pytest.raises(InvalidToken):
        verify(token)


def test_a_signed_text_that_has_no_claims_is_refused(verify: Verify) -> None:
    for payload in (b"[]", b"jeanne", b"\xff", b"5"):
        token = jws.serialize_compact({"alg": "ES256", "kid": "signing"}, payload, SIGNING, algorithms=["ES256"])
        with pytest.raises(InvalidToken):
            verify(token)


@pytest.mark.parametrize(
    ("header", "payload"),
    [
        ("{}", '{"sub": "jeanne", %s, "sub": "paul"}'),
        ("{}", '{%s, "sub": "jeanne", "act": {"sub": "a", "sub": "b"}}'),
        ('{"typ": "JWT", "typ": "at+jwt"}', '{"sub": "jeanne", %s}'),
    ],
)
def test_a_token_with_a_name_twice_is_refused(
    provider: SmallProvider, verify: Verify, header: str, payload: str
) -> None:
    """Two parsers may keep different values."""
    now = int(time.time())
    common = f'"iss": "{provider.issuer}", "aud": "{AUDIENCE}", "iat": {now}, "exp": {now + 60}'
    whole = '{"alg": "ES256", "kid": "signing", ' + header.lstrip("{")
    whole = whole.replace(", }", "}")
    parts = [urlsafe_b64encode(text.encode()).rstrip(b"=") for text in (whole, payload.replace("%s", common))]
    signed = b".".join(parts)
    signature = JWSRegistry.algorithms["ES256"].sign(signed, SIGNING)

    with pytest.raises(InvalidToken):
        verify(b".".join([signed, urlsafe_b64encode(signature).rstrip(b"=")]).decode())
