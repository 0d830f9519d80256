"""The tokens of a real OpenID provider, over HTTP on both sides."""

import json
import subprocess
import time
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from efe_infra.composition import token_verifier
from efe_infra.identity.local_issuer import NOTICE
from efe_infra.postgres.database import Database
from efe_infra.settings import Settings
from tests.peers.node import HERE, NODE
from tests.running import installation, listening_at

AUDIENCE = "https://api.example"
VIEWER = "{ viewer { account { id serviceName } } }"


@dataclass
class Provider:
    issuer: str

    def asked(self, resource: str = AUDIENCE) -> httpx.Response:
        return httpx.post(
            f"{self.issuer}/token",
            auth=("coordination", "secret"),
            data={"grant_type": "client_credentials", "resource": resource},
        )

    def token(self, resource: str = AUDIENCE) -> str:
        answer = self.asked(resource)
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["access_token"]
        return token

    def rotate(self) -> None:
        httpx.post(f"{self.issuer}/rotate").raise_for_status()


@contextmanager
def started(peers: Path) -> Iterator[Provider]:
    command: list[str | Path] = [NODE, "--input-type=module", "-"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=peers, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as running:
        assert running.stdin
        assert running.stdout
        running.stdin.write((HERE / "oidc_provider.mjs").read_text())
        running.stdin.close()
        try:
            yield Provider(running.stdout.readline().strip())
        finally:
            running.kill()


@pytest.fixture(scope="module")
def provider(peers: Path) -> Iterator[Provider]:
    with started(peers) as provider:
        yield provider


@dataclass
class Platform:
    url: str

    def ask(self, token: str) -> httpx.Response:
        return httpx.post(self.url, json={"query": VIEWER}, headers={"Authorization": f"Bearer {token}"})

    def account(self, token: str) -> str:
        account: str = self.ask(token).json()["data"]["viewer"]["account"]["id"]
        return account

    def refuses(self, token: str) -> bool:
        answer = self.ask(token)
        return (
            answer.status_code == 401
            and answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
            and answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
        )


@pytest.fixture
def platform(provider: Provider, database: Database, tmp_path: Path) -> Iterator[Platform]:
    settings = Settings(home=tmp_path, oidc_issuer=provider.issuer, oidc_audience=AUDIENCE, oidc_leeway=0)
    with installation(database, tmp_path, token_verifier(settings)) as running, listening_at(running) as url:
        yield Platform(url)


def part(token: str, number: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(urlsafe_b64decode(token.split(".")[number] + "=="))
    return found


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"])
def test_a_token_of_the_provider_opens_the_account_of_its_subject(
    provider: Provider, platform: Platform, algorithm: str
) -> None:
    first, second = provider.token(f"{AUDIENCE}/?alg={algorithm}"), provider.token()

    account = platform.account(first)

    assert part(first, 0)["alg"] == algorithm
    assert account.startswith("Account:")
    assert platform.account(second) == account


def test_an_application_of_the_provider_is_a_service(provider: Provider, platform: Platform) -> None:
    token = provider.token()
    account = platform.ask(token).json()["data"]["viewer"]["account"]

    claims = part(token, 1)
    assert part(token, 0)["typ"] == "at+jwt"
    assert claims["client_id"] == claims["sub"] == account["serviceName"] == "coordination"


def test_an_application_that_the_provider_forgets_gets_no_further_token(
    peers: Path, database: Database, tmp_path: Path
) -> None:
    """Its last token stays valid until it expires: no provider is asked about a signed token."""
    with started(peers) as brief:
        settings = Settings(home=tmp_path, oidc_issuer=brief.issuer, oidc_audience=AUDIENCE, oidc_leeway=0)
        with installation(database, tmp_path, token_verifier(settings)) as running, listening_at(running) as url:
            platform, token = Platform(url), brief.token(f"{AUDIENCE}/?ttl=3")
            before = platform.ask(token).status_code
            httpx.post(f"{brief.issuer}/forget").raise_for_status()
            refused = brief.asked()
            time.sleep(max(0, part(token, 1)["exp"] - time.time()) + 0.1)

            assert before == 200
            assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
            assert platform.refuses(token)


def test_a_token_without_an_audience_is_refused(provider: Provider, platform: Platform) -> None:
    """Without a resource, the provider answers an opaque token for its own use."""
    answer = httpx.post(
        f"{provider.issuer}/token", auth=("coordination", "secret"), data={"grant_type": "client_credentials"}
    )

    assert answer.status_code == 200
    assert platform.refuses(answer.json()["access_token"])


def test_a_token_for_another_audience_is_refused(provider: Provider, platform: Platform) -> None:
    token = provider.token("https://other.example")

    assert part(token, 1)["aud"] == "https://other.example"
    assert platform.refuses(token)


def test_a_token_is_refused_once_it_has_expired(provider: Provider, platform: Platform) -> None:
    token = provider.token(f"{AUDIENCE}/?ttl=3")
    account = platform.account(token)
    time.sleep(max(0, part(token, 1)["exp"] - time.time()) + 0.1)

    assert account
    assert platform.refuses(token)


def test_a_token_of_another_provider_is_refused(peers: Path, platform: Platform) -> None:
    with started(peers) as other:
        assert platform.refuses(other.token())


def test_keys_are_changed_while_the_platform_runs(provider: Provider, platform: Platform) -> None:
    old = provider.token()
    before = platform.account(old)

    provider.rotate()

    assert platform.account(provider.token()) == before
    assert platform.refuses(old)


def test_the_page_of_a_platform_with_a_provider_warns_of_nothing(platform: Platform) -> None:
    page = httpx.get(platform.url, headers={"Accept": "text/html"})

    assert page.status_code == 200
    assert NOTICE not in unescape(page.text)


def test_without_its_provider_the_platform_says_that_it_cannot_judge(
    peers: Path, database: Database, tmp_path: Path
) -> None:
    with started(peers) as brief:
        token = brief.token()
    settings = Settings(home=tmp_path, oidc_issuer=brief.issuer, oidc_audience=AUDIENCE)

    with installation(database, tmp_path, token_verifier(settings)) as running, listening_at(running) as url:
        answer = Platform(url).ask(token)
        visitor = httpx.post(url, json={"query": "{ meta { version } }"})

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert visitor.status_code == 200
