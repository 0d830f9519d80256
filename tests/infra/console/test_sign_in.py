"""Signing in and out with the development issuer, and those who mean harm to it."""

import re
from functools import partial
from time import time
from urllib.parse import parse_qs, urlencode, urlsplit

import psycopg
import pytest

from efe_infra.backup.catalogue import Catalogue
from efe_infra.console.sign_in import store
from efe_infra.console.sign_in.flow import COOKIE, PENDING_COOKIE, safe_path
from efe_infra.console.sign_in.provider import challenge_of
from efe_infra.console.sign_in.row_encryption import id_of
from efe_infra.console.web.navigation import LANDING
from tests.api.given import Api
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.signing_in import LIEGE, address_back, is_signed_in, page_of_accounts, signed_in


def with_query(address: str, **changed: str) -> str:
    parts = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | changed
    return f"{parts.path}?{urlencode({name: each for name, each in query.items() if each})}"


def sessions(api: Api) -> int:
    with psycopg.connect(api.installation.database.admin) as connection:
        [(count,)] = connection.execute("select count(*) from console.session").fetchall()
    return int(count)


def rows_of(api: Api) -> int:
    with psycopg.connect(api.installation.database.admin) as connection:
        [(count,)] = connection.execute(
            "select (select count(*) from console.session) + (select count(*) from console.errand)"
        ).fetchall()
    return int(count)


def test_who_signs_in_comes_back_to_where_they_were(browser: Browser) -> None:
    response = signed_in(browser, path="/?a=5")

    assert response.status_code == 303
    assert response.headers["location"] == "/?a=5"
    assert browser.cookies.keys() == {COOKIE}
    assert is_signed_in(browser)


def test_the_cookies_are_for_this_host_over_tls_and_no_script(browser: Browser) -> None:
    address = browser.get("/connexion")
    back = browser.get(address_back(browser, address.headers["location"]))

    for line in (*address.headers.get_list("set-cookie"), *back.headers.get_list("set-cookie")):
        words = {each.strip().lower() for each in line.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= words
        assert not [each for each in words if each.startswith("domain")]
        assert line.startswith("__Host-")


def test_the_page_of_the_issuer_lists_the_accounts_and_takes_any_other(browser: Browser) -> None:
    page = browser.get(page_of_accounts(browser))

    assert "aucun mot de passe" in Outline(page.text).text
    signed_in(browser, subject="quelqu'un-d'autre")
    assert "quelqu&#39;un-d&#39;autre" in browser.get("/").text


def test_signing_out_ends_the_session_and_a_stolen_cookie_with_it(platform: Api, browser: Browser) -> None:
    signed_in(browser)
    stolen = Browser(platform, dict(browser.cookies))
    assert is_signed_in(stolen)

    page = browser.follow(browser.post("/deconnexion"))

    assert "Vous êtes déconnecté" in page.text
    assert browser.cookies == {}
    assert not is_signed_in(stolen)


def test_signing_out_keeps_the_language(browser: Browser) -> None:
    signed_in(browser)
    [address] = re.findall(r'method="post" action="(/deconnexion[^"]*)"', browser.get("/?langue=de").text)

    assert "Sie sind abgemeldet" in browser.follow(browser.post(address)).text


def test_a_session_has_a_new_cookie_each_time_and_none_that_was_planted(platform: Api, browser: Browser) -> None:
    planted = "A" * 43
    browser.cookies[COOKIE] = planted
    signed_in(browser)
    first = browser.cookies[COOKIE]
    signed_in(browser)

    assert planted not in {first, browser.cookies[COOKIE]}
    assert first != browser.cookies[COOKIE]
    assert not is_signed_in(Browser(platform, {COOKIE: planted}))
    assert not is_signed_in(Browser(platform, {COOKIE: first}))


def test_a_sign_in_is_finished_once_even_with_another_code(platform: Api, browser: Browser) -> None:
    address = page_of_accounts(browser)
    back, other = address_back(browser, address), address_back(browser, address)
    copied = Browser(platform, dict(browser.cookies))
    assert browser.get(back).status_code == 303

    replayed = copied.get(back), copied.get(other)

    assert [each.status_code for each in replayed] == [403, 403]
    assert COOKIE not in copied.cookies


def test_a_visitor_writes_nothing_down(platform: Api, browser: Browser) -> None:
    """Repeated requests for the address of the provider fill no table."""
    before = rows_of(platform)
    for _ in range(5):
        page_of_accounts(browser, "/?a=5")

    assert rows_of(platform) == before


@pytest.mark.parametrize("changed", ["cut", "flipped", "another", "late", "none"])
def test_what_is_kept_of_a_sign_in_is_sealed_and_soon_over(
    platform: Api, browser: Browser, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    back, other = address_back(browser, page_of_accounts(browser)), Browser(platform)
    page_of_accounts(other)
    kept, theirs = browser.cookies[PENDING_COOKIE], other.cookies[PENDING_COOKIE]
    name, _, sealed = kept.partition(".")
    browser.cookies[PENDING_COOKIE] = {
        "cut": kept[:60],
        "flipped": f"{name}.{sealed[:40]}{'A' if sealed[40] != 'A' else 'B'}{sealed[41:]}",
        "another": f"{name}.{theirs.partition('.')[2]}",
        "late": kept,
        "none": "rien.rien",
    }[changed]
    if changed == "late":
        monkeypatch.setattr(store, "time", lambda: time() + store.PENDING_LIFETIME.total_seconds())

    assert browser.get(back).status_code == 403
    assert COOKIE not in browser.cookies


def test_a_long_way_back_fits_a_cookie(browser: Browser) -> None:
    path = f"/?q={'é' * 1_900}"

    assert signed_in(browser, path=path).headers["location"] == LANDING
    assert signed_in(browser, path=f"/?q={'e' * 1_900}").headers["location"] == f"/?q={'e' * 1_900}"


def test_an_answer_is_for_the_browser_that_asked(platform: Api, browser: Browser) -> None:
    back = address_back(browser, page_of_accounts(browser))
    victim = Browser(platform)

    assert victim.get(back).status_code == 403
    page_of_accounts(victim)
    assert victim.get(back).status_code == 403
    assert COOKIE not in victim.cookies


@pytest.mark.parametrize("changed", [{"state": "autre"}, {"state": ""}, {"code": "autre"}, {"code": ""}])
def test_an_answer_that_was_changed_signs_nobody_in(browser: Browser, changed: dict[str, str]) -> None:
    back = address_back(browser, page_of_accounts(browser))

    assert browser.get(with_query(back, **changed)).status_code == 403
    assert COOKIE not in browser.cookies


def test_the_answer_of_another_issuer_signs_nobody_in(browser: Browser) -> None:
    back = address_back(browser, page_of_accounts(browser))

    refused = browser.get(with_query(back, iss="https://autre.example"))

    assert refused.status_code == 403
    assert COOKIE not in browser.cookies


def test_a_code_is_for_who_knows_what_it_was_asked_with(platform: Api, browser: Browser) -> None:
    """Another's code, brought back under one's own sign-in."""
    other = Browser(platform)
    code = parse_qs(urlsplit(address_back(other, page_of_accounts(other), "audit-liege")).query)["code"][0]
    back = address_back(browser, page_of_accounts(browser))

    assert browser.get(with_query(back, code=code)).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "https://ailleurs.example/",
        "//ailleurs.example/",
        "///ailleurs.example/",
        "/\\ailleurs.example/",
        "\\\\ailleurs.example",
        "/\t/ailleurs.example",
        "/\n/ailleurs.example",
        " //ailleurs.example",
        "javascript:alert(1)",
        "ailleurs",
        "",
        "/connexion?suite=/",
        "/dev/authorize",
        "/" + "a" * 3_000,
        "http:ailleurs.example",
        "/\u2028/ailleurs.example",
    ],
)
def test_nobody_is_led_elsewhere(browser: Browser, path: str) -> None:
    assert safe_path(path) == "/"
    assert signed_in(browser, path=path).headers["location"] == LANDING


def test_a_path_of_ours_is_kept() -> None:
    assert safe_path("/poles/1?a=2026-01-01&en-vigueur=2026-01-01#histoire") == (
        "/poles/1?a=2026-01-01&en-vigueur=2026-01-01#histoire"
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"origin": "https://ailleurs.example"},
        {"origin": "null"},
        {"sec_fetch_site": "", "origin": "https://ailleurs.example"},
        {"sec_fetch_site": "", "origin": ""},
        {"sec_fetch_site": "cross-site", "origin": ""},
    ],
)
def test_a_form_of_another_page_does_nothing(browser: Browser, headers: dict[str, str]) -> None:
    signed_in(browser)

    refused = browser.post("/deconnexion", None, **headers)

    assert refused.status_code == 403
    assert is_signed_in(browser)


@pytest.mark.parametrize("headers", [{"sec_fetch_site": ""}, {"origin": ""}])
def test_a_browser_says_it_in_either_way(browser: Browser, headers: dict[str, str]) -> None:
    signed_in(browser)

    assert browser.post("/deconnexion", None, **headers).status_code == 303


def test_graphql_does_not_take_the_cookie(platform: Api, browser: Browser) -> None:
    signed_in(browser)
    cookie = {"cookie": f"{COOKIE}={browser.cookies[COOKIE]}"}
    query = {"query": "{ viewer { account { id } } }"}

    assert platform.http.post(query, cookie) == {"data": {"viewer": None}}
    assert platform.client(LIEGE).ask(query["query"])["viewer"]


def test_the_token_never_reaches_the_browser(browser: Browser) -> None:
    address = page_of_accounts(browser)
    back = address_back(browser, address)
    end = browser.get(back)

    for text in (address, back, str(end.headers), browser.get("/").text, str(browser.cookies)):
        assert not re.search(r"eyJ[\w-]+\.", text)


def test_tokens_are_sealed_in_the_database(platform: Api, browser: Browser) -> None:
    signed_in(browser)

    with psycopg.connect(platform.installation.database.admin) as connection:
        rows = connection.execute("select id, sealed from console.session").fetchall()
    everything = b"".join(bytes(each) for row in rows for each in row)
    assert rows
    assert not re.search(rb"eyJ[\w-]{8}|coordination|Coordination", everything)
    assert browser.cookies[COOKIE].encode() not in everything


def test_sessions_are_in_no_backup_and_in_no_log_of_the_server(platform: Api) -> None:
    with psycopg.connect(platform.installation.database.admin) as connection:
        tables = Catalogue.of(connection).tables
        kinds = connection.execute(
            "select relname, relpersistence from pg_class"
            " where relnamespace = 'console'::regnamespace"
            " and relname not like all "
            " (array['api_token%', 'calendar%', 'person_invitation%', 'draft%', 'last_visit%'])"
        ).fetchall()

    assert "vault.account" in tables
    assert [name for name in tables if name.startswith("console.")] == []
    assert {"session", "errand"} <= {name for name, _ in kinds}
    assert {kind for _, kind in kinds} == {"u"}


def test_a_row_is_opened_by_its_own_cookie_alone(platform: Api, browser: Browser) -> None:
    """The attacker writes the row of another session under their own cookie."""
    other = Browser(platform)
    signed_in(browser)
    signed_in(other, "audit-liege")
    mine, theirs = (id_of(each.cookies[COOKIE]) for each in (browser, other))
    with psycopg.connect(platform.installation.database.admin) as connection:
        connection.execute(
            "update console.session set sealed = (select sealed from console.session where id = %s) where id = %s",
            [theirs, mine],
        )

    assert not is_signed_in(browser)
    assert is_signed_in(other)


@pytest.mark.parametrize(
    "column", ["seen_at = now() - interval '31 minutes'", "ends_at = now() - interval '1 second'"]
)
def test_a_session_ends_when_it_is_idle_or_has_lasted(platform: Api, browser: Browser, column: str) -> None:
    signed_in(browser)
    assert is_signed_in(browser)

    with psycopg.connect(platform.installation.database.admin) as connection:
        connection.execute("update console.session set " + column)

    assert not is_signed_in(browser)
    signed_in(browser)
    assert sessions(platform) == 1  # what ended is gone


@pytest.mark.parametrize("host", ["ailleurs.example", "127.0.0.1.ailleurs.example", "localhost.ailleurs.example:80"])
def test_the_issuer_serves_nobody_under_another_name(browser: Browser, host: str) -> None:
    """A page from elsewhere whose name leads to this machine."""
    address = page_of_accounts(browser)

    assert browser.get(address, host=host).status_code == 404
    assert browser.post(address, {"subject": LIEGE}, host=host, origin=f"http://{host}").status_code in {403, 404}
    assert browser.get("/connexion", host=host).status_code == 404
    assert "Se connecter" not in browser.get("/", host=host).text


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://ailleurs.example/connexion/retour"},
        {"redirect_uri": "http://127.0.0.1:1/connexion/retour"},
        {"client_id": "autre"},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
        {"state": ""},
        {"response_type": "token"},
    ],
)
def test_the_issuer_gives_codes_to_the_console_alone(browser: Browser, changed: dict[str, str]) -> None:
    address = with_query(page_of_accounts(browser), **changed)

    assert browser.get(address).status_code == 400
    assert browser.post(address, {"subject": LIEGE}).status_code == 400


def test_the_token_endpoint_gives_tokens_for_a_code_once(platform: Api, browser: Browser) -> None:
    verifier = "v" * 50
    address = with_query(page_of_accounts(browser), code_challenge=challenge_of(verifier))
    code = parse_qs(urlsplit(address_back(browser, address)).query)["code"][0]
    form = {
        "grant_type": "authorization_code",
        "client_id": "efe-console",
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": f"{browser.origin}/connexion/retour",
    }
    http = platform.http
    post = partial(http.client.post, "/dev/token")

    stolen = form | {
        "code": parse_qs(urlsplit(address_back(browser, address)).query)["code"][0],
        "code_verifier": "w" * 50,
    }

    assert http.portal.call(partial(post, data=stolen)).json() == {"error": "invalid_grant"}
    wrong = http.portal.call(partial(post, data=form | {"grant_type": "password"}))
    right = http.portal.call(partial(post, data=form))
    again = http.portal.call(partial(post, data=form))
    assert wrong.status_code == 400
    assert right.json()["token_type"] == "Bearer"
    headers = {"Authorization": f"Bearer {right.json()['access_token']}"}
    assert http.post({"query": "{ viewer { account { id } } }"}, headers)["data"]["viewer"]
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})
