"""The access page: who may what on a day, roles given and taken by forms, and who read what."""

import re
from urllib.parse import unquote
from uuid import uuid4

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.given import Api, day
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import fault_at, hidden
from tests.infra.console.shown import A_POLE
from tests.infra.console.signing_in import signed_in

ACCESS = "/instances/liege/acces"


@pytest.fixture
def coordinator(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


def sent(browser: Browser, slug: str, **typed: str) -> str:
    path = f"{ACCESS}/actes/{slug}"
    response = browser.post(path, hidden(browser.get(path).text) | typed)
    assert response.status_code == 303, Outline(response.text).text
    page = browser.get(ACCESS)
    assert page.status_code == 200
    return page.text


def test_a_role_is_given_to_who_is_invited_and_taken_back(platform: Api, coordinator: Browser) -> None:
    subject = f"invité-{uuid4().hex}"
    given = sent(coordinator, "donner", subject=subject, role="AUDITOR", effectiveOn=day(-5))
    account, name = platform.account(subject), f"Zoé{uuid4().hex[:6]} Exemple"
    vault = platform.installation.vault
    vault.link(
        account, vault.register_person(given_name=name.split(maxsplit=1)[0], family_name="Exemple", bassins=["liege"])
    )
    given = coordinator.get(ACCESS).text
    guest = Browser(platform)
    signed_in(guest, subject)
    seen = guest.get(ACCESS)
    assert guest.get(ACCESS.replace("acces", "piste")).status_code == 200
    [role] = re.findall(rf"retirer\?role=({account}[^\"]+)", given)
    form, role = coordinator.get(f"{ACCESS}/actes/retirer?role={role}").text, unquote(role)
    sent(coordinator, "retirer", grant=role, effectiveOn=day(0))

    assert name in given
    assert (seen.status_code, "/actes/" in seen.text) == (200, False)
    assert f'value="{role}" checked' in form
    assert guest.get(ACCESS).status_code == 403
    assert name in coordinator.get(f"{ACCESS}?en-vigueur={day(-1)}").text.partition("Rôles donnés")[0]
    assert name not in coordinator.get(f"{ACCESS}?en-vigueur={day(0)}").text.partition("Rôles donnés")[0]
    journal = coordinator.get(ACCESS).text.partition("Journal des accès")[2]
    assert name in journal


def test_a_pole_is_opened_and_closed(platform: Api, coordinator: Browser) -> None:
    subject, pole = f"lecteur-{uuid4().hex}", A_POLE.replace("/poles/", "Pole:")
    sent(coordinator, "ouvrir-un-pole", subject=subject, role="READER", poleId=pole)
    account = platform.client(subject)
    asked = "{ viewer { openedPoles { id } } }"
    opened = account.ask(asked)["viewer"]["openedPoles"]
    key = f"{platform.account(subject)}/READER/{A_POLE.removeprefix('/poles/')}"
    sent(coordinator, "fermer-un-pole", grant=key)

    assert opened == [{"id": pole}]
    assert account.ask(asked)["viewer"]["openedPoles"] == []


def test_a_form_that_invites_acts_once_and_says_what_is_missing(platform: Api, coordinator: Browser) -> None:
    path, subject = f"{ACCESS}/actes/donner", f"deux-fois-{uuid4().hex}"
    data = hidden(coordinator.get(path).text)
    nobody = coordinator.post(path, data | {"role": "READER"})
    first, second = (coordinator.post(path, data | {"role": "READER", "subject": subject}) for _ in range(2))
    again = coordinator.post(path, hidden(coordinator.get(path).text) | {"role": "READER", "subject": subject})

    assert "l'un des deux" in fault_at(nobody.text, "accountId")
    assert first.headers["location"] == second.headers["location"]
    assert "a déjà le rôle" in fault_at(again.text, "accountId")
    assert f'value="{subject}"' in again.text


@pytest.mark.parametrize("subject", ["coordination-namur", "quelqu'un"])
def test_access_is_for_those_of_the_instance(platform: Api, browser: Browser, subject: str) -> None:
    signed_in(browser, subject)

    assert browser.get(ACCESS).status_code == 403
    assert browser.get(f"{ACCESS}/actes/donner").status_code == 403


def test_an_account_is_found_by_the_name_of_its_person(coordinator: Browser, platform: Api) -> None:
    liege, name = platform.client("coordination-liege"), f"Zoé{uuid4().hex[:6]}"
    account = platform.account(f"personne-{name}")
    platform.granted(f"personne-{name}", Role.READER, Bassin.LIEGE)
    person = liege.do("registerPerson", "person { id }", givenName=name, familyName="Exemple")["person"]["id"]
    platform.granted(f"admin-{name}", Role.ADMINISTRATOR).do(
        "linkAccount", accountId=f"Account:{account}", personId=person
    )

    found, none = (coordinator.get(f"{ACCESS}/actes/donner?q={each}").text for each in (name, "rien-de-tel"))
    assert f'value="choisir:accountId:Account:{account}"' in found
    assert f"{name} Exemple" in found
    assert "Account:" not in none
