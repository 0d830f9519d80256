"""A representative without a seat speaks on a page of its own; a replaced one and an administrator find theirs."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Browser as Chrome

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.decisions import SELECT, propose, representing, say
from tests.api.documents import stored
from tests.api.given import KINDS, Api, Client, a_pole, an_operator, day, represented
from tests.api.meetings import a_person
from tests.infra.console.browser import Browser
from tests.infra.console.command_forms import status_after
from tests.infra.console.looks import faults_aloud, seen_by
from tests.infra.console.signing_in import signed_in

VERSION = "query ($id: ID!) { pole(id: $id) { version } }"
LONG_AGO = day(-900)


@pytest.fixture
def liege(platform: Api) -> Client:
    return platform.client("coordination-liege")


@pytest.fixture
def pole(liege: Client) -> tuple[str, list[str]]:
    pole = a_pole(liege, f"Pôle {uuid4().hex}")
    members = [an_operator(liege, kind, number=uuid4().hex) for kind in KINDS]
    represented(liege, pole, members)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=LONG_AGO)
    return pole, members


def test_a_removed_representative_objects_and_ends_the_contest(
    platform: Api, browser: Browser, chrome: Chrome, liege: Client, pole: tuple[str, list[str]]
) -> None:
    entity, members = pole
    school = an_operator(liege, "CEFA", number=uuid4().hex)
    liege.done("designateMember", "pole { id }", poleId=entity, operatorId=school, effectiveOn=day(-450))
    name = f"Partie{uuid4().hex}"
    representing(platform, liege, entity, school, name)
    removed = {"poleId": entity, "operatorId": school, "reason": "Départ", "effectiveOn": day(-10)}
    liege.done("endMembership", "pole { id }", **removed)
    decision = propose(liege, entity, effectiveOn=day(-3))
    for member in members:
        say(liege, decision, member, effectiveOn=day(-3))
    liege.done("adoptDecision", SELECT, decisionId=decision["id"])
    key, member = (text.partition(":")[2] for text in (decision["id"], school))
    form = f"/a-faire/parole/{key}/{member}"
    signed_in(browser, name)
    coordination = Browser(platform)
    signed_in(coordination)

    todo, shown = browser.get("/a-faire").text, browser.get(form)
    of_coordination = coordination.get(f"/decisions/{key}").text
    objected = status_after(browser, form, operatorId=school, stance="OBJECT", words="Je n'ai pas été entendue.")
    contesting = browser.get("/a-faire").text
    with seen_by(chrome, platform, name) as opened:
        faults = [each for path in (form, "/a-faire") for each in faults_aloud(opened, path)]
    ended = status_after(browser, form, operatorId=school, stance="AGREE", words="Rassurée.")

    assert f'href="{form}"' in todo
    assert "bien que vous ne représentiez plus le membre" in todo
    assert (shown.status_code, "Le pôle ouvre son atelier." in shown.text) == (200, True)
    assert browser.get(f"/decisions/{key}").status_code == 404
    assert "Qui peut encore parler" in of_coordination
    assert (objected, ended) == (303, 303)
    assert "Vos objections qui tiennent" in contesting
    assert "Un membre conteste cette décision" not in coordination.get(f"/decisions/{key}").text
    assert coordination.get(form).status_code == browser.get(form).status_code == 404
    assert faults == []


def test_a_replaced_representative_downloads_the_document(
    platform: Api, browser: Browser, liege: Client, pole: tuple[str, list[str]]
) -> None:
    entity, members = pole
    name = f"Remplacée{uuid4().hex}"
    representing(platform, liege, entity, members[0], name)
    sha256 = stored(liege)
    replaced = {"poleId": entity, "operatorId": members[0], "representativeId": a_person(liege), "sha256": sha256}
    liege.done("replaceRepresentative", "pole { id }", **replaced)
    signed_in(browser, name)
    stranger = Browser(platform)
    signed_in(stranger, "membre-cefa-liege")

    todo, document = browser.get("/a-faire").text, browser.get(f"/fichiers/{sha256}")

    assert "vous ne représentez plus ce membre" in todo
    assert f'href="/fichiers/{sha256}"' in todo
    assert (document.status_code, document.headers["x-content-type-options"]) == (200, "nosniff")
    assert document.headers["content-disposition"].startswith("attachment")
    assert stranger.get(f"/fichiers/{sha256}").status_code == 404


def test_an_administrator_confirms_on_a_page_what_no_coordinator_may(
    platform: Api, browser: Browser, chrome: Chrome
) -> None:
    platform.granted("administration", Role.ADMINISTRATOR)
    alone = platform.coordinator(Bassin.NAMUR)
    pole = a_pole(alone, f"Pôle {uuid4().hex}", bassin=Bassin.NAMUR)
    members = [an_operator(alone, kind, bassin=Bassin.NAMUR, number=uuid4().hex) for kind in KINDS]
    represented(alone, pole, members)
    alone.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=LONG_AGO)
    version = alone.ask(VERSION, id=pole)["pole"]["version"]
    changes = [{"version": version, "patch": {"ends": day(100)}}]
    cited = {"documentSha256": stored(alone)}
    alone.done("rectify", "entity { id }", entityId=pole, changes=changes, reason="Une faute de frappe.", **cited)
    other = Browser(platform)
    signed_in(browser, "administration")
    signed_in(other)
    todo, listed = browser.get("/a-faire").text, browser.get("/corrections").text
    [form] = re.findall(r'href="(/corrections/Pole/[^"]+)"', listed)
    with seen_by(chrome, platform, "administration") as opened:
        faults = [each for path in (form, "/corrections") for each in faults_aloud(opened, path)]
    status = status_after(browser, form)

    assert 'href="/corrections"' in todo
    assert "Une faute de frappe." in listed
    assert other.get("/corrections").status_code == 403
    assert faults == []
    assert status == 303
    assert "Aucune correction n" in browser.get("/corrections").text
    assert browser.get(form).status_code == 404
