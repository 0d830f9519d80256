"""Drafts of forms: kept for their owner alone, found again, and ended by the act, the person, time or an erasure."""

import re
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Barrier
from uuid import uuid4

import psycopg

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.console.draft.store import DRAFT_LIFETIME, LOCK_OWNER, MAX_DRAFTS
from efe_infra.console.draft.store import KEEP as KEEP_ROW
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.postgres.database import DatabaseRole
from tests.api.given import Api
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import CREATE, hidden
from tests.infra.console.own_space import KEEP, address_of_draft
from tests.infra.console.signing_in import signed_in

TASKS = "/a-faire"


def key_of(address: str) -> str:
    return address.partition("brouillon=")[2]


def rows(api: Api) -> int:
    with psycopg.connect(api.installation.database.admin) as connection:
        [(count,)] = connection.execute("select count(*) from console.draft").fetchall()
    return int(count)


def in_database(api: Api, statement: str) -> None:
    with psycopg.connect(api.installation.database.admin) as connection:
        connection.execute(statement.encode())


def test_a_form_is_kept_found_again_and_ended_by_its_act(platform: Api, browser: Browser) -> None:
    signed_in(browser)
    name, before = f"Pôle à moitié {uuid4().hex}", rows(platform)
    address = address_of_draft(browser, name)
    listed, page = browser.get(TASKS).text, browser.get(address).text
    again = browser.post(address, hidden(page) | {"name": f"{name} bis"} | KEEP)
    second = browser.get(again.headers["location"]).text
    [axis] = re.findall(r'name="axis" value="([^"]+)"', second)[:1]
    refused = browser.post(address, hidden(second) | {"name": f"{name} bis"})
    still = rows(platform)
    done = browser.post(address, hidden(second) | {"name": f"{name} bis", "axis": axis})

    assert address in listed
    assert "Créer un pôle" in listed.partition('id="brouillons"')[2]
    assert f'value="{name}"' in page
    assert f'value="{name} bis"' in second
    assert again.headers["location"] == address
    assert (refused.status_code, still, done.status_code) == (422, before + 1, 303)
    assert "/poles/" in done.headers["location"]
    assert rows(platform) == before
    assert name not in browser.get(address).text


def test_a_draft_is_deleted_by_its_owner(platform: Api, browser: Browser) -> None:
    signed_in(browser)
    address = address_of_draft(browser, f"Pôle {uuid4().hex}")
    deleted = browser.post("/a-faire/brouillons", {"brouillon": key_of(address)})
    repeated = browser.post("/a-faire/brouillons", {"brouillon": key_of(address)})

    assert {deleted.status_code, repeated.status_code} == {303}
    assert address not in browser.get(TASKS).text


def test_a_draft_is_of_its_owner_alone(platform: Api, browser: Browser) -> None:
    signed_in(browser)
    other, name = Browser(platform), f"Pôle secret {uuid4().hex}"
    signed_in(other, "coordination-namur")
    address = address_of_draft(browser, name)
    theirs = other.post("/instances/namur/actes/creer-un-pole", {"commandId": key_of(address), "name": "X"} | KEEP)
    other.post("/a-faire/brouillons", {"brouillon": key_of(address)})

    assert theirs.status_code == 303
    assert name not in other.get(TASKS).text
    assert name not in other.get(theirs.headers["location"]).text
    assert f'value="{name}"' in browser.get(address).text
    with psycopg.connect(platform.installation.database.admin) as connection:
        everything = b"".join(bytes(each) for [each] in connection.execute("select sealed from console.draft"))
    assert name.encode() not in everything
    in_database(
        platform,
        "update console.draft as one set sealed = other.sealed from console.draft as other"
        f" where one.id = other.id and one.account <> other.account and one.id = '{key_of(address)}'",
    )
    assert browser.get(TASKS).status_code == other.get(TASKS).status_code == 200
    assert name not in other.get(TASKS).text


def test_drafts_are_bounded_in_number_and_size(platform: Api) -> None:
    subject = f"coordination-{uuid4().hex}"
    platform.granted(subject, Role.COORDINATOR, Bassin.LIEGE)
    browsers = [Browser(platform), Browser(platform)]
    for each in browsers:
        signed_in(each, subject)
    one = browsers[0]
    blank = hidden(one.get(CREATE).text)
    for number in range(MAX_DRAFTS - 1):
        assert one.post(CREATE, blank | {"commandId": str(uuid4()), "name": f"P{number}"} | KEEP).status_code == 303
    start = Barrier(2)

    def race(browser: Browser) -> int:
        start.wait()
        return browser.post(CREATE, blank | {"commandId": str(uuid4()), "name": "Course"} | KEEP).status_code

    with ThreadPoolExecutor(2) as threads:
        raced = sorted(threads.map(race, browsers))
    full = one.post(CREATE, blank | {"commandId": str(uuid4()), "name": "De trop"} | KEEP)
    last = re.findall(r'href="([^"]+brouillon=[^"]+)"', one.get(TASKS).text)
    changed = one.post(last[0], hidden(one.get(last[0]).text) | {"name": "Encore"} | KEEP)
    long = one.post(last[0], hidden(one.get(last[0]).text) | {"name": "e" * 110_000} | KEEP)

    assert raced == [303, 422]
    assert (full.status_code, len(last), changed.status_code, long.status_code) == (422, MAX_DRAFTS, 303, 422)
    assert 'value="De trop"' in full.text
    assert "Vous gardez déjà 20 brouillons" in Outline(full.text).text
    assert "trop long pour être gardé" in Outline(long.text).text


def test_a_draft_ends_after_thirty_days(platform: Api, browser: Browser) -> None:
    signed_in(browser)
    address, before = address_of_draft(browser, f"Pôle {uuid4().hex}"), rows(platform)
    in_database(platform, f"update console.draft set ends_at = now() where id = '{key_of(address)}'")
    page = browser.get(address)
    browser.get(TASKS)

    assert (page.status_code, "Votre brouillon" in page.text) == (200, False)
    assert rows(platform) == before - 1


def test_a_draft_is_kept_once_the_person_has_signed_in_again(platform: Api, browser: Browser) -> None:
    signed_in(browser)
    name = f"Pôle {uuid4().hex}"
    form = hidden(browser.get(CREATE).text) | {"name": name} | KEEP
    stale = Browser(platform)
    unsent = stale.post(CREATE, form)
    fields = dict(re.findall(r'<textarea name="(\w+)"[^>]*>\n([^<]*)</textarea>', unsent.text))
    signed_in(stale)

    assert (unsent.status_code, fields) == (403, form)
    assert stale.post(CREATE, fields).headers["location"] in browser.get(TASKS).text


def test_a_page_that_is_gone_gives_back_written_texts_and_no_single_words(platform: Api, browser: Browser) -> None:
    signed_in(browser)
    form = hidden(browser.get(CREATE).text)
    one_word, several = (
        browser.post(f"/poles/{uuid4()}/actes/dissoudre", form | {"reason": reason})
        for reason in ("Terminé", "Terminé pour tous.")
    )

    assert (one_word.status_code, several.status_code) == (404, 404)
    assert "Terminé" not in one_word.text
    assert "Terminé pour tous." in Outline(several.text).text


def test_a_draft_that_is_kept_during_an_erasure_ends_too(platform: Api) -> None:
    subject, draft = f"coordination-{uuid4().hex}", uuid4()
    account, vault = platform.account(subject), platform.installation.vault
    person = vault.register_person(given_name="Paul", family_name=f"Petit{uuid4().hex[:6]}", bassins=["liege"])
    vault.link(account, person)
    before = rows(platform)
    owner = {"issuer": ISSUER, "subject": subject}
    content = {"account": account, "id": draft, "sealed": b"", "lifetime": DRAFT_LIFETIME, "most": MAX_DRAFTS}
    with (
        ThreadPoolExecutor(1) as threads,
        psycopg.connect(platform.installation.database.conninfo(DatabaseRole.COMMAND)) as connection,
    ):
        connection.execute("set role efe_command")
        connection.execute(LOCK_OWNER, owner)
        connection.execute(KEEP_ROW, content)
        erasure = threads.submit(vault.forget, person)
        waits = not wait([erasure], timeout=0.5).done
        connection.commit()
        erasure.result()
        late = connection.execute(LOCK_OWNER, owner).fetchall()

    assert waits
    assert (rows(platform), late) == (before, [])


def test_an_erasure_ends_the_drafts_of_a_person(platform: Api) -> None:
    subject, others = f"coordination-{uuid4().hex}", Browser(platform)
    platform.granted(subject, Role.COORDINATOR, Bassin.LIEGE)
    browser = Browser(platform)
    signed_in(browser, subject)
    signed_in(others)
    vault, before = platform.installation.vault, rows(platform)
    person = vault.register_person(given_name="Paul", family_name=f"Petit{uuid4().hex[:6]}", bassins=["liege"])
    vault.link(platform.account(subject), person)
    mine, theirs = address_of_draft(browser, f"Pôle {uuid4().hex}"), address_of_draft(others, f"Pôle {uuid4().hex}")
    vault.forget(person)

    assert rows(platform) == before + 1
    assert theirs in others.get(TASKS).text
    assert mine not in browser.get(TASKS).text
