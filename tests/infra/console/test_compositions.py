"""The composition of a pôle in one form: several members with their representatives, new persons included."""

from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Browser as Chrome

from efe_domain.shared.bassins import Bassin
from efe_infra.console.pole import composition
from tests.api.given import CREATED, KINDS, Api, Client, a_pole, an_operator, day
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.chromium import tab
from tests.infra.console.command_forms import address, fault_at, hidden, version
from tests.infra.console.signing_in import signed_in


class Composing(NamedTuple):
    """A pôle without members, an operator of each college, and the form."""

    pole: str
    operators: list[str]
    path: str


@pytest.fixture
def liege(platform: Api) -> Client:
    return platform.client("coordination-liege")


@pytest.fixture
def composing(liege: Client) -> Composing:
    pole = address(a_pole(liege, f"Pôle {uuid4().hex}"))
    return Composing(pole, [an_operator(liege, kind, number=uuid4().hex) for kind in KINDS], f"{pole}/actes/composer")


@pytest.fixture
def coordinator(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


def member(number: int, operator: str, family_name: str, **more: str) -> dict[str, str]:
    """The fields of a row with a new person."""
    person = f"members.{number}.representative.newPerson"
    return {
        f"members.{number}.operatorId": operator,
        f"{person}.givenName": "Anne",
        f"{person}.familyName": family_name,
        **{f"members.{number}.{name}": value for name, value in more.items()},
    }


def rows(composing: Composing, *family_names: str) -> dict[str, str]:
    typed = {"effectiveOn": CREATED}
    for number, (operator, name) in enumerate(zip(composing.operators, family_names, strict=False)):
        typed |= member(number, operator, name)
    return typed


def a_name() -> str:
    return f"Nom{uuid4().hex}"


def representatives(by: Client, pole: str) -> list[str]:
    seats = "dossier { memberships { representative { familyName } } }"
    found = by.ask(f"query ($id: ID!) {{ pole(id: $id) {{ {seats} }} }}", id=f"Pole:{pole[7:]}")["pole"]["dossier"]
    return sorted(each["representative"]["familyName"] for each in found["memberships"])


def test_a_pole_is_composed_and_constituted_by_two_forms(
    coordinator: Browser, liege: Client, composing: Composing
) -> None:
    names = sorted(a_name() for _ in KINDS)
    form = hidden(coordinator.get(composing.path).text) | rows(composing, *names)

    tried = coordinator.post(composing.path, form | {"etape": "verifier"})
    untouched = version(liege, composing.pole)
    done = [coordinator.post(composing.path, form) for _ in range(2)]
    constitute = f"{composing.pole}/actes/constituer"
    constituted = coordinator.post(constitute, hidden(coordinator.get(constitute).text) | {"effectiveOn": day(-400)})

    assert (tried.status_code, untouched) == (200, 1)
    assert "rien n'est encore consigné" in Outline(tried.text).text
    assert names[0] in tried.text
    assert [each.status_code for each in done] == [303, 303]
    assert done[0].headers["location"] == done[1].headers["location"]
    assert representatives(liege, composing.pole) == names
    assert constituted.status_code == 303, Outline(constituted.text).text


def test_operators_beyond_the_first_page_can_be_chosen(
    coordinator: Browser, composing: Composing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composition, "PAGE_SIZE", 2)
    monkeypatch.setattr(composition, "MAX_PAGES", 500)

    page = coordinator.get(composing.path).text

    assert [each for each in composing.operators if each not in page] == []


def test_two_coordinators_compose_one_pole_at_once(platform: Api, liege: Client, composing: Composing) -> None:
    browsers = [Browser(platform), Browser(platform)]
    for each in browsers:
        signed_in(each)
    forms = [hidden(each.get(composing.path).text) | rows(composing, *(a_name() for _ in KINDS)) for each in browsers]

    with ThreadPoolExecutor(2) as threads:
        answers = list(
            threads.map(lambda pair: pair[0].post(composing.path, pair[1]), zip(browsers, forms, strict=True))
        )

    assert sorted(each.status_code for each in answers) == [303, 409]
    [lost] = [each for each in answers if each.status_code == 409]
    assert "Ce qui a changé depuis" in Outline(lost.text).text
    assert len(representatives(liege, composing.pole)) == len(KINDS)


def test_a_refusal_of_the_second_member_keeps_every_row(
    coordinator: Browser, liege: Client, composing: Composing
) -> None:
    first, third = a_name(), a_name()
    form = hidden(coordinator.get(composing.path).text) | {"effectiveOn": CREATED}
    form |= member(0, composing.operators[0], first) | member(3, composing.operators[0], third)
    coordinator.post(composing.path, form | {"etape": "members"})

    twice = coordinator.post(composing.path, form)
    half = coordinator.post(
        composing.path,
        form | member(3, composing.operators[1], "") | {"members.1.representative.personId": "nouvelle"},
    )

    assert (twice.status_code, half.status_code) == (422, 422)
    assert "est déjà membre" in fault_at(twice.text, "members-3-operatorId")
    for name in (first, third):
        assert f'value="{name}"' in twice.text
    assert f'<option value="{composing.operators[0]}" selected>' in twice.text
    assert "à remplir" in fault_at(half.text, "members-3-representative-newPerson-familyName")
    assert "Un choix est à faire" in fault_at(half.text, "members-1-operatorId")
    assert "à remplir" in fault_at(half.text, "members-1-representative-newPerson-givenName")
    assert 'name="members.3.operatorId"' in half.text
    assert version(liege, composing.pole) == 1


def test_a_row_is_added_and_what_was_typed_stays(coordinator: Browser, composing: Composing) -> None:
    form = hidden(coordinator.get(composing.path).text) | rows(composing, "Dubois", "", "")

    page = coordinator.post(composing.path, form | {"etape": "members"})

    assert (page.status_code, 'name="members.3.operatorId"' in page.text) == (200, True)
    assert 'value="Dubois"' in page.text
    assert hidden(page.text)["commandId"] == form["commandId"]


def test_a_known_name_is_a_known_person_or_another(coordinator: Browser, liege: Client, composing: Composing) -> None:
    name = a_name()
    person = liege.done("registerPerson", "person { id }", givenName="Anne", familyName=name)["id"]
    form = hidden(coordinator.get(composing.path).text) | rows(composing, name)

    asked = coordinator.post(composing.path, form)
    shown = {name: unescape(each) for name, each in hidden(asked.text).items()}
    person_id = {"members.0.representative.personId": str(person)}
    wrong = coordinator.post(composing.path, form | {"members.0.representative.personId": "Person:x"} | shown)
    done = coordinator.post(
        composing.path, form | {each: "" for each in form if "newPerson" in each} | person_id | shown
    )

    assert "est déjà une personne connue" in fault_at(asked.text, "members-0-representative-personId")
    assert f'<option value="{person}">Anne {name}</option>' in unescape(asked.text)
    assert "pas dans la liste" in fault_at(wrong.text, "members-0-representative-personId")
    assert (done.status_code, representatives(liege, composing.pole)) == (303, [name])


@pytest.mark.parametrize("subject", ["coordination-namur", "membre-cefa-liege"])
def test_others_see_no_form_and_their_form_is_refused(
    browser: Browser, liege: Client, composing: Composing, subject: str
) -> None:
    signed_in(browser, subject)

    shown = browser.get(composing.path)
    sent = browser.post(composing.path, {"commandId": str(uuid4()), **rows(composing, a_name())})

    assert {shown.status_code, sent.status_code} <= {403, 404}
    assert 'name="members' not in shown.text
    assert version(liege, composing.pole) == 1


def test_a_college_without_operators_leads_to_the_operators_of_its_instance(chrome: Chrome, platform: Api) -> None:
    """Walked in a browser: the coordinator of a new pôle follows the link of the college that has no operator."""
    namur = Bassin.NAMUR
    pole = address(a_pole(platform.client(f"coordination-{namur}"), f"Pôle {uuid4().hex}", bassin=namur))
    browser = Browser(platform)
    signed_in(browser, f"coordination-{namur}")
    with tab(chrome, platform.http.url) as opened:
        opened.take(browser.cookies)
        opened.go(pole)
        with opened.page.expect_navigation() as followed:
            opened.page.get_by_role("link", name="Voir les opérateurs").first.click()
        heading = opened.page.get_by_role("heading", level=1).inner_text()

    assert followed.value
    assert (followed.value.status, urlsplit(followed.value.url).path) == (200, f"/instances/{namur}/operateurs")
    assert "Opérateurs" in heading
