import json
import stat
import time
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
from anyio import run
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from efe_infra.identity.local_issuer import ALGORITHM, AUDIENCE, ISSUER, LEEWAY_S, LocalIssuer
from efe_infra.identity.tokens import InvalidToken, Requirements


def test_a_token_stands_for_its_subject(tmp_path: Path) -> None:
    token = LocalIssuer(tmp_path).mint("coordination-liege", lasting=60)

    verified = run(LocalIssuer(tmp_path).verify, token)

    assert (verified.issuer, verified.subject) == (ISSUER, "coordination-liege")
    assert int(verified.expires_at.timestamp()) == expiry(token)


def expiry(token: str) -> object:
    return json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))["exp"]


def test_the_key_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    LocalIssuer(tmp_path)

    (key,) = (tmp_path / "keys").iterdir()

    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_an_expired_token_is_refused(tmp_path: Path) -> None:
    issuer = LocalIssuer(tmp_path)

    token = issuer.mint("coordination-liege", lasting=-3600)

    with pytest.raises(InvalidToken):
        run(issuer.verify, token)


def test_a_token_that_was_believed_expires_all_the_same(tmp_path: Path) -> None:
    issuer = LocalIssuer(tmp_path)
    token = issuer.mint("coordination-liege", lasting=3 - LEEWAY_S)
    run(issuer.verify, token)

    time.sleep(4)

    with pytest.raises(InvalidToken):
        run(issuer.verify, token)


def test_a_token_that_was_believed_is_not_under_another_key(tmp_path: Path) -> None:
    requirements = Requirements(issuer=ISSUER, audience=AUDIENCE, algorithms=[ALGORITHM], leeway=LEEWAY_S)
    token = LocalIssuer(tmp_path).mint("coordination-liege", lasting=60)
    key = OKPKey.import_key(json.loads((tmp_path / "keys" / "local-issuer.jwk").read_text()))
    requirements.verified(token, key)

    with pytest.raises(InvalidToken):
        requirements.verified(token, OKPKey.generate_key("Ed25519"))


def test_a_token_of_another_machine_is_refused(tmp_path: Path) -> None:
    token = LocalIssuer(tmp_path / "other").mint("coordination-liege", lasting=60)

    with pytest.raises(InvalidToken):
        run(LocalIssuer(tmp_path / "here").verify, token)


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "another"},
        {"iss": "another"},
        {"nbf": int(time.time()) + 3600},
        {"iat": int(time.time()) + 3600},
        {"exp": None},
        {"exp": 10**20},
        {"iat": None},
        {"sub": None},
        {"sub": "nul\x00"},
        {"sub": "s" * 256},
    ],
)
def test_a_token_with_other_claims_is_refused(tmp_path: Path, changed: dict[str, object]) -> None:
    issuer = LocalIssuer(tmp_path)
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "coordination-liege", "iat": now, "exp": now + 60} | changed
    signed = {name: value for name, value in claims.items() if value is not None}

    token = jwt.encode({"alg": ALGORITHM}, signed, issuer._key, algorithms=[ALGORITHM])

    with pytest.raises(InvalidToken):
        run(issuer.verify, token)


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(tmp_path: Path) -> None:
    issuer = LocalIssuer(tmp_path)
    public = OKPKey.import_key(issuer._key.as_dict(private=False)).as_dict()
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "coordination-liege", "iat": now, "exp": now + 60}

    token = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(str(public["x"])), algorithms=["HS256"])

    with pytest.raises(InvalidToken):
        run(issuer.verify, token)


@pytest.mark.parametrize(
    "token",
    ["", "abc", "a.b.c", "é.é.é", "e30.e30.", "eyJhbGciOltdfQ.e30.", "eyJhbGciOiJFZDI1NTE5IiwiY3JpdCI6NX0.e30."],
)
def test_what_is_no_token_is_refused(tmp_path: Path, token: str) -> None:
    issuer = LocalIssuer(tmp_path)

    with pytest.raises(InvalidToken):
        run(issuer.verify, token)
