"""Signing in with an OpenID provider: what it must say to be believed, tokens that end, and signing out there too."""

from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import psycopg
import pytest

from efe_infra.console.sign_in.flow import COOKIE
from efe_infra.identity.openid_verifier import OpenIdVerifier
from efe_infra.postgres.database import Database
from efe_infra.read_model.position_watch import PositionWatch
from tests.api.given import Api
from tests.infra.console.browser import Browser
from tests.infra.console.code_provider import CodeProvider, code_provider, trusting
from tests.infra.identity.small_provider import AUDIENCE, a_key
from tests.running import installation, on_the_network


@pytest.fixture
def provider() -> Iterator[CodeProvider]:
    with code_provider() as provider:
        yield provider


@pytest.fixture
def browser(database: Database, tmp_path: Path, provider: CodeProvider) -> Iterator[Browser]:
    with trusting(provider, database, tmp_path) as api:
        yield Browser(api)


def sent_back(browser: Browser, provider: CodeProvider) -> str:
    address = browser.get("/connexion?suite=/?a=1").headers["location"]
    assert address.startswith(f"{provider.issuer}/authorize?tenant=efe&")
    return provider.authorize(address)


def signed_in(browser: Browser, provider: CodeProvider) -> httpx.Response:
    return browser.get(sent_back(browser, provider))


def is_signed_in(browser: Browser) -> bool:
    return "Jeanne Dupont" in browser.get("/").text


def test_who_the_provider_vouches_for_is_signed_in(browser: Browser, provider: CodeProvider) -> None:
    response = signed_in(browser, provider)

    assert (response.status_code, response.headers["location"]) == (303, "/?a=1")
    assert is_signed_in(browser)


def test_what_is_asked_has_pkce_a_nonce_and_the_secret_in_a_header(browser: Browser, provider: CodeProvider) -> None:
    address = browser.get("/connexion").headers["location"]
    browser.get(provider.authorize(address))

    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    [posted], [authorization] = provider.posts, provider.authorizations
    assert asked["redirect_uri"] == f"{browser.origin}/connexion/retour" == posted["redirect_uri"]
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert (asked["scope"], asked["resource"]) == ("openid profile", "urn:efe")
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert "client_secret" not in posted
    assert authorization == f"Basic {b64encode(b'console:secret%3Ade+la+console').decode()}"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "autre"},
        {"nonce": None},
        {"aud": "autre"},
        {"aud": AUDIENCE},
        {"iss": "https://autre.example"},
        {"exp": 1},
        {"sub": None},
    ],
)
def test_an_id_token_that_is_not_for_this_sign_in_is_refused(
    browser: Browser, provider: CodeProvider, claims: dict[str, Any]
) -> None:
    provider.claims = claims

    assert signed_in(browser, provider).status_code == 403
    assert COOKIE not in browser.cookies


def test_an_id_token_of_an_unknown_key_is_refused(browser: Browser, provider: CodeProvider) -> None:
    provider.key = a_key("one")

    assert signed_in(browser, provider).status_code == 403


def test_a_token_that_the_platform_does_not_take_begins_no_session(browser: Browser, provider: CodeProvider) -> None:
    provider.access = {"iss": "https://autre.example"}

    assert signed_in(browser, provider).status_code == 403
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize("issuer", ["", "https://autre.example"])
def test_a_mixed_up_issuer_is_refused_before_its_code_is_sent_anywhere(
    browser: Browser, provider: CodeProvider, issuer: str
) -> None:
    back = sent_back(browser, provider)
    query = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()} | {"iss": issuer}

    refused = browser.get("/connexion/retour?" + urlencode({name: each for name, each in query.items() if each}))

    assert refused.status_code == 403
    assert provider.posts == []


def test_who_says_no_at_the_provider_is_told(browser: Browser, provider: CodeProvider) -> None:
    state = parse_qs(urlsplit(sent_back(browser, provider)).query)["state"][0]

    page = browser.get(f"/connexion/retour?error=access_denied&state={state}&iss={provider.issuer}")

    assert page.status_code == 403
    assert "n'a pas confirmé" in page.text.replace("&#39;", "'")


def test_a_token_is_renewed_before_it_ends(browser: Browser, provider: CodeProvider) -> None:
    provider.lasting = 10
    signed_in(browser, provider)
    assert is_signed_in(browser)
    provider.lasting = 300

    assert is_signed_in(browser)
    assert is_signed_in(browser)
    assert [each["grant_type"] for each in provider.posts] == ["authorization_code", "refresh_token", "refresh_token"]


def test_a_page_that_asks_by_itself_renews_the_token_and_keeps_no_session(
    browser: Browser, provider: CodeProvider
) -> None:
    provider.lasting = 10
    signed_in(browser, provider)
    with psycopg.connect(browser.api.installation.database.admin, autocommit=True) as connection:
        connection.execute("update console.session set seen_at = now() - interval '20 minutes'")
        browser.get("/", efe_unattended="1")
        [(idle,)] = connection.execute(
            "select now() - seen_at > interval '19 minutes' from console.session"
        ).fetchall()

    assert len(provider.posts) == 2
    assert idle


def test_of_several_pages_at_once_one_renews(browser: Browser, provider: CodeProvider) -> None:
    provider.lasting = 10
    signed_in(browser, provider)
    provider.lasting, provider.delay = 300, 0.2

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(is_signed_in, [Browser(browser.api, dict(browser.cookies)) for _ in range(4)]))

    assert found == [True] * 4
    assert len(provider.posts) == 2


def test_a_session_that_the_provider_renews_no_more_ends(browser: Browser, provider: CodeProvider) -> None:
    provider.lasting = 10
    signed_in(browser, provider)
    provider.refresh_tokens.clear()

    assert not is_signed_in(browser)
    provider.lasting = 300
    assert not is_signed_in(browser)


def test_signing_out_goes_on_to_the_provider(browser: Browser, provider: CodeProvider) -> None:
    signed_in(browser, provider)
    page = browser.follow(browser.post("/deconnexion"))
    assert 'http-equiv="refresh" content="0; url=/deconnexion/fournisseur"' in page.text

    left = browser.get("/deconnexion/fournisseur")

    asked = parse_qs(urlsplit(left.headers["location"]).query)
    assert left.headers["location"].startswith(f"{provider.issuer}/logout?")
    assert asked["post_logout_redirect_uri"] == [f"{browser.origin}/"]
    assert asked["id_token_hint"][0].count(".") == 2
    assert browser.cookies == {}
    assert browser.get("/deconnexion/fournisseur").headers["location"] == "/"


def test_a_provider_that_is_silent_is_told(browser: Browser, provider: CodeProvider) -> None:
    back = sent_back(browser, provider)
    provider.answers["/.well-known/openid-configuration"] = (503, b"")

    page = browser.get(back)
    assert page.status_code == 503
    assert page.headers["retry-after"]
    assert browser.get("/connexion").status_code == 503
    assert browser.get("/").status_code == 200


def test_the_document_of_another_issuer_leads_nobody_there(browser: Browser, provider: CodeProvider) -> None:
    provider.metadata = {"issuer": "https://autre.example", "authorization_endpoint": "https://autre.example/"}

    assert browser.get("/connexion").status_code == 503


def test_the_development_issuer_is_not_there(browser: Browser) -> None:
    assert browser.get("/dev/authorize").status_code == 404
    assert browser.post("/dev/token", {"grant_type": "authorization_code"}).status_code == 404


def test_one_is_led_to_the_one_host_of_the_console_once(browser: Browser, provider: CodeProvider) -> None:
    led = browser.get("/connexion?suite=/aide", host="autre.example")

    assert led.headers["location"] == f"{browser.origin}/connexion?suite=%2Faide&ici=1"
    again = browser.get("/connexion?suite=/aide&ici=1", host="autre.example")
    assert again.headers["location"].startswith(provider.issuer)


@pytest.fixture
def closed(database: Database, tmp_path: Path, provider: CodeProvider) -> Iterator[Api]:
    tokens = OpenIdVerifier(issuer=provider.issuer, audience=AUDIENCE, algorithms=["ES256"], leeway=0)
    with (
        installation(database, tmp_path, tokens) as running,
        on_the_network(running, PositionWatch()) as api,
    ):
        yield api


def test_without_a_client_nobody_signs_in(closed: Api) -> None:
    browser = Browser(closed, {COOKIE: "A" * 43})

    assert browser.get("/connexion").status_code == 404
    assert "Se connecter" not in browser.get("/").text
